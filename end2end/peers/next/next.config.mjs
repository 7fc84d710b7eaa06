/** Nothing but defaults: this is the peer as people run it. */
export default {};
