//! The browser's door to operations. One line each.
use kernel::Page;
use leptos::prelude::*;
use ops_contract::*;
use ui_kit::{Call, Reply};

/// Mail in the outbox.
#[server(protocol = Call)]
pub async fn load_outbox(after: Option<String>) -> Result<Page<OutboxMail>, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Ops>().outbox(&caller(), after.map(kernel::Cursor)).await)
}

/// Background work in one state.
#[server(protocol = Call)]
pub async fn load_jobs(state: JobState, after: Option<String>) -> Result<Page<JobInfo>, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Ops>().jobs(&caller(), state, after.map(kernel::Cursor)).await)
}

/// How many jobs are in each state.
#[server(protocol = Call)]
pub async fn count_jobs() -> Result<Vec<(JobState, u64)>, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Ops>().job_counts(&caller()).await)
}

/// How many sessions there are.
#[server(protocol = Call)]
pub async fn count_sessions() -> Result<SessionCounts, Reply> {
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Ops>().session_counts(&caller()).await)
}

/// The description of the API, as JSON text.
#[server(protocol = Call)]
pub async fn load_api_description() -> Result<String, Reply> {
    use ui_kit::server::ApiDescription;
    Ok(use_context::<ApiDescription>().map(|ApiDescription(json)| (*json).clone()).unwrap_or_default())
}
