//! identity-ui
