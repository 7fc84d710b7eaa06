//! The built-in generator: a description in plain words becomes a [`Plan`], and a plan becomes a complete web project.
//!
//! It works without a model, a network or a clock: [`read`] is a small parser over the person's words, [`compose`] fills
//! in parts. It is honest about both: a plan lists the words that were used and the wishes that it cannot meet.
//! It deliberately does not write files, judge code, or guess at what it has no part for.
//!
//! A kind of project is one module under `kinds` and one folder under `templates`; kinds that keep data share the part in
//! `records`. Templates are real files whose marks `template` explains.
//!
//! # Decisions
//! - Words, not a grammar: people describe apps in fragments, so reading is a row of small readers, each of which marks
//!   the words it used. What asks for something and was used by none ends up in [`Plan::unmet`]. A real grammar would
//!   earn its place if the tables of `reading/tests.rs` stopped growing in one direction.
//! - One template serves TypeScript and JavaScript: types stand between marks and fall away. Two sets of files would
//!   drift apart within a week.
//! - Generated projects have no dependencies, so that they run, test and deploy anywhere and age slowly.
//!
//! ```
//! let plan = blueprint::read("A reading list where I add books with author and page count, dark green");
//! assert_eq!(plan.entity.as_ref().map(|entity| entity.singular.as_str()), Some("book"));
//! blueprint::check(&plan).expect("what the generator reads, it accepts");
//! let files = blueprint::compose(&plan);
//! assert!(files.iter().any(|file| file.path == "index.html"));
//! ```

mod check;
mod colour;
mod compose;
mod kinds;
mod plan;
mod reading;
mod records;
mod template;

pub use check::{PlanProblem, check};
pub use compose::compose;
pub use plan::{Entity, Field, FieldType, Kind, Language, Plan, Sort, SourceFile, Storage, Theme, Unmet, Wish};
pub use reading::read;

#[cfg(test)]
mod tests;
