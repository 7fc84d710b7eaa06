//! Stories about accounts and sessions, told through the router on a real database.
mod confirming;
mod invites;
mod orgs;
mod owner;
mod passwords;
mod registering;
mod roles;
mod scene;
mod sessions;
mod signing_in;
mod tokens;
