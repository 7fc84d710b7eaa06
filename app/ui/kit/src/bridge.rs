//! The bridge from a server function to the services, through Leptos's context.

/// For the bodies of server functions, which only ever run on the server.
pub mod server {
    use std::{fmt::Display, sync::Arc};

    use kernel::{Caller, Classify, Kind};
    use leptos::prelude::use_context;

    use crate::Reply;

    /// Receives the kind of each refusal and sets the status of the response; put into the context by the server.
    #[derive(Clone)]
    pub struct StatusSink(pub Arc<dyn Fn(Kind) + Send + Sync>);

    /// Takes the code of an error and its chain of causes.
    pub type LogFault = dyn Fn(&'static str, &str) + Send + Sync;

    /// Logs our own faults; put into the context by the server.
    #[derive(Clone)]
    pub struct FaultLog(pub Arc<LogFault>);

    /// The description of the API, as JSON text; put into the context by the server.
    #[derive(Clone)]
    pub struct ApiDescription(pub Arc<String>);

    /// The service of a feature.
    ///
    /// # Panics
    /// When `wiring.rs` did not put it into the context: then no page can work, and tests see it at once.
    pub fn service<T: ?Sized + Send + Sync + 'static>() -> Arc<T> {
        use_context::<Arc<T>>().expect("wiring.rs provides every service")
    }

    /// Who is calling.
    pub fn caller() -> Caller {
        use_context::<Caller>().unwrap_or_default()
    }

    /// Hands a feature's answer over, with its status.
    pub fn answer<T, E: Classify + Display>(result: Result<T, E>) -> Result<T, Reply> {
        result.map_err(|error| {
            if let Some(fault) = error.fault()
                && let Some(FaultLog(log)) = use_context()
            {
                log(error.code(), fault.chain());
            }
            say(error.kind());
            Reply::refused(&error)
        })
    }

    /// Sets the status of the response without an error, such as "not found" for a page.
    pub fn say(kind: Kind) {
        if let Some(StatusSink(sink)) = use_context() {
            sink(kind);
        }
    }
}
