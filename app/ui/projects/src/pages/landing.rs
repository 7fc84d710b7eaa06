//! `/`: what this is, shown on real things: the box works, the project runs, the plan is what the generator reads, and the
//! room was one.
use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::Meta;
use projects_contract::{AppKind, Plan};
use ui_kit::{Icon, NoticeBanner, PublicFrame, count, loaded, paths, plain_bytes};

use super::{
    prompt::PromptBox,
    replay::{Replay, recorded_room},
    server_fns::{Showcase, Stage, load_showcase},
};

/// The sentence whose reading is shown. It holds a wish that cannot be met, because that is shown too.
const SENTENCE: &str = "A reading list where I add books with author, page count and a finished tick box, sorted by \
                        author, dark green, and mail me on Sundays";

/// `/`
#[component]
pub fn LandingPage() -> impl IntoView {
    // The server puts it there when it has one.
    let replay = use_context::<Arc<Replay>>();
    view! {
        <Meta
            name="description"
            content="Describe an app and get a real project: files, a running preview, versions and an assistant that shows every change. Self-hosted."
        />
        <PublicFrame title="Describe an app, open the project">
            <div class="shell-page">
                <section class="home-hero" aria-labelledby="hero">
                    <h1 id="hero">"Describe an app. Open the project."</h1>
                    <p>
                        "Burnish writes the files, runs them beside the editor and changes them with you, line by line. Every step says what did it, what it cost and how long it took."
                    </p>
                    <NoticeBanner />
                    <PromptBox page=paths::LANDING />
                </section>
                {show_all(replay.clone())}
                <RunIt />
            </div>
        </PublicFrame>
    }
}

fn show_all(replay: Option<Arc<Replay>>) -> AnyView {
    loaded(|| load_showcase(SENTENCE.to_owned()), move |show| showcase(show, replay.as_deref()))
}

fn showcase(show: Showcase, replay: Option<&Replay>) -> AnyView {
    let Showcase { plan, stage, cards, total } = show;
    view! {
        {stage.map(stage_figure)}
        {trace(&plan)}
        {replay.map(recorded_room)}
        <Kinds />
        {market(cards, total)}
    }
    .into_any()
}

fn stage_figure(stage: Stage) -> impl IntoView {
    let Stage { listing, path, text } = stage;
    let lines: Vec<&str> = text.lines().take(26).collect();
    let numbers = (1..=lines.len()).map(|n| n.to_string()).collect::<Vec<_>>().join("\n");
    let code = lines.join("\n");
    let bytes: u64 = listing.files.iter().map(|file| file.size_bytes).sum();
    let facts = format!("{} · {}", count(listing.files.len() as u64, "file", "files"), plain_bytes(bytes));
    let tree = listing
        .files
        .iter()
        .take(14)
        .map(|file| {
            let file = &file.path;
            let ending = file.rsplit('.').next().unwrap_or_default().to_owned();
            let current = (*file == path).then_some("true");
            view! {
                <li>
                    <span class="workspace-node" aria-current=current>
                        <span class="workspace-type">{ending}</span>
                        <span class="workspace-name">{file.clone()}</span>
                    </span>
                </li>
            }
        })
        .collect_view();
    let href = format!("/marketplace/templates/{}", listing.card.slug);
    let preview = listing.preview_origin.clone().map(|origin| {
        let address = origin.split("://").nth(1).unwrap_or_default().to_owned();
        // Written as text because the typed element knows `loading` and `sandbox` only before any other attribute.
        let frame = format!(
            r#"<iframe class="workspace-frame" title="{}, running. You can use it." src="{origin}/" loading="lazy" sandbox="allow-scripts allow-forms allow-same-origin"></iframe>"#,
            escaped(&listing.card.name)
        );
        view! {
            <div class="workspace-split"></div>
            <div class="workspace-panel workspace-preview">
                <div class="workspace-head" inert>
                    <span class="workspace-address">
                        <span class="kit-dot" data-state="ok"></span>
                        <span>{address}</span>
                    </span>
                </div>
                <div class="workspace-stage" inner_html=frame></div>
            </div>
        }
    });
    view! {
        <figure class="home-stage">
            <div class="workspace" data-theme="dark" data-tab="preview">
                <div class="workspace-bar" inert>
                    <svg class="kit-mark" aria-hidden="true">
                        <use href="/icons.svg#mark"></use>
                    </svg>
                    <span class="kit-crumbs workspace-crumbs">
                        <ol>
                            <li>"examples"</li>
                            <li>
                                <span aria-current="page">{listing.card.name.clone()}</span>
                            </li>
                        </ol>
                    </span>
                </div>
                <div class="workspace-body">
                    <div class="workspace-panel workspace-files" inert>
                        <div class="workspace-head">
                            <span>"Files"</span>
                        </div>
                        <ul class="workspace-tree">{tree}</ul>
                    </div>
                    <div class="workspace-split"></div>
                    <div class="workspace-panel workspace-editor" inert>
                        <div class="workspace-open">
                            <div class="workspace-file" data-state="live">
                                <span>{path.clone()}</span>
                            </div>
                        </div>
                        <div class="workspace-text">
                            <div class="workspace-plain">
                                <span aria-hidden="true">{numbers}</span>
                                <code>{code}</code>
                            </div>
                        </div>
                    </div>
                    {preview}
                </div>
            </div>
            <figcaption>
                <span>
                    "An example project, running. The preview answers: try it. " <a href=href>"Use this template"</a>
                </span>
                <span class="kit-mono">{facts}</span>
            </figcaption>
        </figure>
    }
}

/// Text inside an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// The sentence with the words marked that decided something, and what they decided.
fn trace(plan: &Plan) -> impl IntoView + use<> {
    let marked = mark_words(SENTENCE, plan);
    let decided = plan
        .wishes
        .iter()
        .map(|wish| view! { <li><b>{wish.words.clone()}</b><span>{wish.effect.clone()}</span></li> })
        .collect_view();
    let unmet = plan
        .unmet
        .iter()
        .map(|unmet| {
            view! { <li class="home-unmet"><b>{unmet.words.clone()}</b><span>{unmet.reason.clone()}</span></li> }
        })
        .collect_view();
    view! {
        <section class="home-section" aria-labelledby="trace">
            <div class="home-section-head">
                <h2 id="trace">"Which word decided what"</h2>
                <p>"You see the plan before a file is written. What could not be done stands there too."</p>
            </div>
            <div class="home-trace">
                <blockquote class="home-words">{marked}</blockquote>
                <ol class="home-decided">{decided} {unmet}</ol>
            </div>
        </section>
    }
}

fn mark_words(sentence: &str, plan: &Plan) -> Vec<AnyView> {
    let mut spots: Vec<(usize, usize)> = plan
        .wishes
        .iter()
        .map(|wish| wish.words.as_str())
        .filter_map(|words| sentence.find(words).map(|at| (at, at + words.len())))
        .collect();
    spots.sort_unstable();
    let (mut out, mut at) = (Vec::new(), 0);
    for (from, to) in spots {
        if from < at {
            continue;
        }
        out.push(sentence[at..from].to_owned().into_any());
        let words = sentence[from..to].to_owned();
        out.push(view! { <mark>{words}</mark> }.into_any());
        at = to;
    }
    out.push(sentence[at..].to_owned().into_any());
    out
}

/// The name of a kind on a button.
pub(crate) fn kind_name(kind: AppKind) -> &'static str {
    match kind {
        AppKind::LandingPage => "Landing page",
        AppKind::ToDo => "To-do list",
        AppKind::Notes => "Notes",
        AppKind::Kanban => "Kanban board",
        AppKind::Dashboard => "Dashboard",
        AppKind::Blog => "Blog",
        AppKind::Portfolio => "Portfolio",
        AppKind::Shop => "Shop front",
        AppKind::Form => "Form",
        AppKind::Chat => "Chat",
        AppKind::Quiz => "Quiz",
        AppKind::Game => "2-D game",
    }
}

#[component]
fn Kinds() -> impl IntoView {
    const ACCENTS: [&str; 8] = ["copper", "green", "plum", "teal", "blue", "amber", "slate", "red"];
    let kinds = AppKind::ALL
        .into_iter()
        .zip(ACCENTS.into_iter().cycle())
        .map(|(kind, accent)| {
            view! {
                <li>
                    <a href=format!("/?kind={}#describe", kind.slug())>
                        <svg class="market-thumb" data-accent=accent aria-hidden="true">
                            <use href=format!("/thumbs.svg#{}", kind.slug())></use>
                        </svg>
                        <span>{kind_name(kind)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="home-section" aria-labelledby="kinds">
            <div class="home-section-head">
                <h2 id="kinds">"Twelve kinds without a model key"</h2>
                <p>
                    "The built-in generator composes them from tested parts, as TypeScript or plain HTML, CSS and JavaScript. With a key, any OpenAI-compatible model writes what it does not know."
                </p>
            </div>
            <ul class="home-kinds">{kinds}</ul>
        </section>
    }
}

fn market(cards: Vec<market_contract::ListingCard>, total: u64) -> Option<impl IntoView> {
    (!cards.is_empty()).then(|| {
        let cards = cards
            .into_iter()
            .map(|card| {
                let price = if card.price_cents == 0 { "Free".to_owned() } else { format!("${}.{:02}", card.price_cents / 100, card.price_cents % 100) };
                view! {
                    <li class="market-card">
                        <div class="market-shot">
                            <svg class="market-thumb" data-accent=card.accent.clone() aria-hidden="true">
                                <use href=format!("/thumbs.svg#{}", card.project_kind.clone().unwrap_or_else(|| "imported".into()))></use>
                            </svg>
                        </div>
                        <div class="market-card-text">
                            <div class="market-card-name">
                                <h3>
                                    <a href=format!("/marketplace/templates/{}", card.slug)>{card.name.clone()}</a>
                                </h3>
                                <span class="market-price">{price}</span>
                            </div>
                            <p>{card.summary.clone()}</p>
                        </div>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="home-section" aria-labelledby="market">
                <div class="home-section-head">
                    <h2 id="market">"From the market"</h2>
                    <a class="kit-link" href=paths::MARKET>
                        {format!("All {}", count(total, "listing", "listings"))}
                    </a>
                </div>
                <ul class="market-grid">{cards}</ul>
            </section>
        }
    })
}

#[component]
fn RunIt() -> impl IntoView {
    view! {
        <section class="home-section" aria-labelledby="run">
            <div class="home-run">
                <div class="home-section-head">
                    <h2 id="run">"Run it on your own machine"</h2>
                    <p>"One binary. It brings its own database and needs no key to start."</p>
                </div>
                <div class="home-fact">
                    <div class="kit-code kit-code-line">
                        <code>"cargo xtask run"</code>
                    </div>
                    <ul class="home-run-list">
                        <li>
                            <Icon name="database" />
                            <span>"PostgreSQL starts with it, on a private socket; or point it at yours."</span>
                        </li>
                        <li>
                            <Icon name="globe" />
                            <span>"Previews run on another host than your account."</span>
                        </li>
                        <li>
                            <Icon name="key" />
                            <span>"Your secret key is a file only you can read."</span>
                        </li>
                    </ul>
                </div>
            </div>
        </section>
    }
}
