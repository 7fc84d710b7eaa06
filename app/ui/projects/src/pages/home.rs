//! `/home`: the prompt box, recent projects, how much room is used.
use kernel::Page;
use leptos::prelude::*;
use projects_contract::{ProjectSummary, Storage};
use ui_kit::{AppFrame, Icon, NoticeBanner, loaded, paths, plain_bytes};

use super::{
    card::ProjectCard,
    prompt::PromptBox,
    server_fns::{load_projects, load_storage},
};

/// `/home`
#[component]
pub fn HomePage() -> impl IntoView {
    view! {
        <AppFrame title="Home">
            <div class="shell-page">
                <section class="home-start" aria-labelledby="start">
                    <h1 id="start">"What do you want to make?"</h1>
                    <NoticeBanner />
                    <PromptBox page=paths::HOME />
                </section>
                <section class="shell-section" aria-labelledby="recent">
                    <div class="home-section-head">
                        <h2 id="recent">"Recent projects"</h2>
                        <a class="kit-link" href=paths::PROJECTS>
                            "All projects"
                        </a>
                    </div>
                    {loaded(|| load_projects(false, None), recent)}
                </section>
                {loaded(load_storage, storage)}
            </div>
        </AppFrame>
    }
}

fn recent(page: Page<ProjectSummary>) -> AnyView {
    if page.items.is_empty() {
        return view! {
            <div class="kit-empty kit-empty-left">
                <Icon name="build" />
                <h3>"No project yet"</h3>
                <p>"Describe one above, or start from a template that runs already."</p>
                <div class="kit-actions">
                    <a class="kit-button" href=paths::MARKET>
                        "Look at the templates"
                    </a>
                </div>
            </div>
        }
        .into_any();
    }
    let cards = page.items.into_iter().take(6).map(|project| view! { <ProjectCard project=project /> }).collect_view();
    view! { <ul class="projects-grid">{cards}</ul> }.into_any()
}

pub(crate) fn storage(storage: Storage) -> AnyView {
    let Storage { used_bytes, quota_bytes } = storage;
    let words = format!("{} of {}", plain_bytes(used_bytes), plain_bytes(quota_bytes));
    let high = quota_bytes / 10 * 9;
    let full = (used_bytes >= high && quota_bytes > 0).then(|| {
        view! {
            <div class="kit-banner" data-state="warn" role="note">
                <Icon name="alert" />
                <div>
                    "Your projects are nearly full. Uploads stop at the limit; nothing is deleted. Empty the trash to make room."
                </div>
            </div>
        }
    });
    view! {
        {full}
        <div class="shell-usage">
            <span>
                <span>"Storage"</span>
                <span class="kit-mono">{words.clone()}</span>
            </span>
            <meter
                class="kit-meter"
                min="0"
                max=quota_bytes.to_string()
                high=high.to_string()
                optimum="0"
                value=used_bytes.to_string()
                aria-label="Storage used"
            >
                {words}
            </meter>
        </div>
    }
    .into_any()
}
