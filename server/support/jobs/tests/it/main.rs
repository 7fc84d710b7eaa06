//! Stories about background work, on a real queue.
mod queue;
mod scene;
mod trouble;
