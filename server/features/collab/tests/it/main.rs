//! Stories about rooms, told through the router on a real database, with real projects behind them.
mod access;
mod activity;
mod comments;
mod forms;
mod invites;
mod links;
mod notices;
mod rooms;
mod scene;
mod sockets;
