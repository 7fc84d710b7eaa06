//! `/admin/jobs`: background work, for operators.
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ops_contract::{JobInfo, JobState};
use ui_kit::{AppFrame, Empty, NoticeBanner, Time, loaded, paths};

use crate::server_fns::{count_jobs, count_sessions, load_jobs};

fn name(state: JobState) -> &'static str {
    match state {
        JobState::Waiting => "Waiting",
        JobState::Running => "Running",
        JobState::Done => "Done",
        JobState::Dead => "Dead",
    }
}

fn wanted() -> JobState {
    use_query_map().get_untracked().get("state").and_then(|state| JobState::parse(&state)).unwrap_or(JobState::Dead)
}

/// `/admin/jobs`
#[component]
pub fn JobsPage() -> impl IntoView {
    view! {
        <AppFrame title="Background work">
            <div class="shell-page">
                <header class="shell-head">
                    <div>
                        <h1>"Background work"</h1>
                        <p class="shell-lead">"Work that is done after the answer was sent. What failed for good waits here."</p>
                    </div>
                </header>
                <NoticeBanner />
                <section class="shell-section">
                    {loaded(
                        count_sessions,
                        |sessions| {
                            view! {
                                <dl class="ops-figures">
                                    <div class="ops-figure">
                                        <dt>"Live sessions"</dt>
                                        <dd>{sessions.active}</dd>
                                    </div>
                                    <div class="ops-figure">
                                        <dt>"Ended sessions"</dt>
                                        <dd>{sessions.ended}</dd>
                                    </div>
                                </dl>
                            }
                                .into_any()
                        },
                    )}
                    {loaded(count_jobs, tabs)}
                    {loaded(
                        || load_jobs(wanted(), use_query_map().get_untracked().get("after")),
                        |page| table(page.items, page.next.map(|next| next.0)),
                    )}
                </section>
            </div>
        </AppFrame>
    }
}

fn tabs(counts: Vec<(JobState, u64)>) -> AnyView {
    let here = wanted();
    let tabs = counts
        .into_iter()
        .map(|(state, count)| {
            view! {
                <a
                    class="kit-tab"
                    href=format!("{}?state={}", paths::ADMIN_JOBS, state.as_str())
                    aria-current=(state == here).then_some("page")
                >
                    {name(state)}
                    <span class="kit-count">{count}</span>
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="kit-tabs" aria-label="State">
            {tabs}
        </nav>
    }
    .into_any()
}

fn table(jobs: Vec<JobInfo>, next: Option<String>) -> AnyView {
    let state = wanted();
    if jobs.is_empty() {
        return view! {
            <Empty icon="queue" title="Nothing here">
                <p>{format!("No job is {} right now.", name(state).to_lowercase())}</p>
            </Empty>
        }
        .into_any();
    }
    let rows = jobs.into_iter().map(row).collect_view();
    let more = next.map(|next| {
        let href = format!("{}?state={}&after={next}", paths::ADMIN_JOBS, state.as_str());
        view! {
            <nav class="kit-pages" aria-label="Pages">
                <a class="kit-button" href=href>"Older"</a>
            </nav>
        }
    });
    view! {
        <div class="kit-table-wrap" tabindex="0" role="region" aria-label="Jobs">
            <table class="kit-table">
                <thead>
                    <tr>
                        <th scope="col">"Job"</th>
                        <th scope="col">"Last error"</th>
                        <th scope="col" class="kit-table-number">"Tries"</th>
                        <th scope="col">"Asked for"</th>
                        <th scope="col">
                            <span class="kit-hidden">"Actions"</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more}
    }
    .into_any()
}

fn row(job: JobInfo) -> impl IntoView {
    let id = job.id.to_string();
    let retry = (job.state == JobState::Dead).then(|| {
        view! {
            <form method="post" action="/admin/jobs/retry">
                <input type="hidden" name="job" value=id.clone() />
                <button class="kit-button kit-button-small">"Run again"</button>
            </form>
        }
    });
    view! {
        <tr>
            <th scope="row">
                {job.kind} <br /> <span class="kit-mono kit-quiet">{job.id.to_string()}</span>
            </th>
            <td>{job.last_error.unwrap_or_else(|| "none".to_owned())}</td>
            <td class="kit-table-number">{format!("{} of {}", job.attempts, job.max_attempts)}</td>
            <td>
                <Time at=job.created_at />
            </td>
            <td class="kit-table-number">{retry}</td>
        </tr>
    }
}
