//! projects-ui
