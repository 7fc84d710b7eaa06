//! Properties against simple models, and tables of what models really write.

mod blocks;
mod drift;
mod parsing;
mod texts;
