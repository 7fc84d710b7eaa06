//! Stories about background work and mail, as operators see them.
mod jobs;
mod mail;
mod scene;
