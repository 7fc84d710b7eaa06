//! analyst
