//! Stories about the marketplace, told through its routes on a real database.
mod browsing;
mod examples;
mod pages;
mod projects;
mod scene;
mod search;
mod site;
mod using;
mod visibility;
