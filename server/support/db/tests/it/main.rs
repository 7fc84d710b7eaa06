//! Stories about transactions and who they belong to.
mod callers;
mod logins;
