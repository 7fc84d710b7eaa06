//! Journeys and promises that cross features.
mod bad_input;
mod boot;
mod house;
mod http;
mod isolation;
mod killed;
mod openapi;
mod orgs;
mod rooms;
