//! Stories about the assistant, told through the router on a real database.
mod changes;
mod conversations;
mod failures;
mod fake_model;
mod fake_projects;
mod limits;
mod restarts;
mod scene;
mod streams;
