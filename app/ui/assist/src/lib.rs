//! assist-ui
