//! Stories about money, on a real database.
mod adjusting;
mod fences;
mod history;
mod posting;
mod racing;
mod reconciling;
mod scene;
