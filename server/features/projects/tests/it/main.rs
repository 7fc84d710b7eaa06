//! Stories about projects, told through the router on a real database.
mod access;
mod archives;
mod erasure;
mod files;
mod forms;
mod live;
mod models;
mod projects;
mod scene;
mod sweep;
mod versions;
