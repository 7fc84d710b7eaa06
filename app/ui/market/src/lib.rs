//! market-ui
