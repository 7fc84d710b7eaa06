//! One module per kind of project. A kind is a [`Recipe`]: the words that point to it, how it completes a plan, and the
//! parts it is composed of.
//!
//! To add or replace a kind: write `src/kinds/<kind>.rs` with a unit struct that implements [`Recipe`], put its templates
//! under `templates/<kind>/`, declare the module here and name the struct in [`recipe`]. Nothing else knows the kinds.

use crate::compose::Project;
use crate::plan::{Kind, Plan};
use crate::reading::Description;

mod blog;
mod chat;
mod dashboard;
mod form;
mod game;
mod kanban;
mod landing;
mod notes;
mod pages;
mod portfolio;
mod quiz;
mod said;
mod shop;
mod todo;
mod wishes;

#[cfg(test)]
mod tests;

/// How one kind of project is recognised, completed and composed.
pub(crate) trait Recipe: Sync {
    /// Words or phrases (lower case, singular where there is a plural) that point to this kind, with their weight:
    /// 10 names the kind outright ("kanban"), 5 is typical ("column"), 2 is a hint ("move"). The highest sum wins.
    fn vocabulary(&self) -> &'static [(&'static str, u32)];

    /// Fills what the general reading left open (subject, entity, pages, details) and reads wishes that only this kind
    /// understands. Whatever it uses it records in `plan.wishes`; whatever it recognises and can't do, in `plan.unmet`.
    ///
    /// `plan.title` and `plan.summary` are already set when the description names them and empty otherwise.
    /// They are given a sensible default after this call if they are still empty.
    fn complete(&self, description: &Description, plan: &mut Plan);

    /// Adds the kind's files to the project. `package.json`, `README.md`, `tsconfig.json` and `src/styles.css` with the
    /// base look are added around it; a recipe adds `index.html` by [`Project::page`], `src/main` and at least one test.
    fn compose(&self, plan: &Plan, project: &mut Project);
}

/// The recipe of a kind.
pub(crate) fn recipe(kind: Kind) -> &'static dyn Recipe {
    match kind {
        Kind::ToDo => &todo::ToDo,
        Kind::Notes => &notes::Notes,
        Kind::Kanban => &kanban::Kanban,
        Kind::Shop => &shop::Shop,
        Kind::Form => &form::Form,
        Kind::Blog => &blog::Blog,
        Kind::Portfolio => &portfolio::Portfolio,
        Kind::Quiz => &quiz::Quiz,
        Kind::Game => &game::Game,
        Kind::Dashboard => &dashboard::Dashboard,
        Kind::Chat => &chat::Chat,
        Kind::LandingPage => &landing::Landing,
    }
}
