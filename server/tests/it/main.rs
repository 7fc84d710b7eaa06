//! Journeys and promises that cross features.
mod house;
mod isolation;
