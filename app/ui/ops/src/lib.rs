//! ops-ui
