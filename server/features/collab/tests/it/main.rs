//! Stories about rooms, told through the router on a real database, with real projects behind them.
mod access;
mod activity;
mod comments;
mod editor;
mod erasure;
mod forms;
mod hostile;
mod invites;
mod links;
mod meanwhile;
mod notices;
mod outages;
mod presence;
mod rooms;
mod scene;
mod sockets;
