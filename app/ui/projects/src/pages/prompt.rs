//! The prompt box: a plain form, on the landing page and at home.
use leptos::prelude::*;

/// What the examples stand for. Clicking one opens the page with the whole sentence in the box.
pub(crate) const EXAMPLES: [(&str, &str); 4] = [
    (
        "Kanban with hours per card",
        "A kanban board for a workshop: each card has a title, hours (number) and an assignee, with lanes Waiting, Doing \
         and Done, and a total of the hours",
    ),
    (
        "Shop front for six prints",
        "A shop front for art prints, each with a title, price, size (one of A4, A3, A2) and a description, warm red",
    ),
    ("Quiz about bridges", "A quiz about bridges with a timer of 20 seconds per question and shuffled answers"),
    (
        "Dashboard from a CSV",
        "A dashboard of kiln firings with date, peak temperature in °C, hours at heat and cost, a line chart and totals, dark",
    ),
];

/// The sentence for a kind that was picked instead of described.
pub(crate) fn sentence_of_kind(slug: &str) -> Option<&'static str> {
    Some(match slug {
        "landing-page" => {
            "A landing page for a small bakery with opening hours, prices, questions and a sign-up form, amber"
        }
        "to-do" => {
            "A reading list where I add books with author, page count and a finished tick box, sorted by author, dark green"
        }
        "notes" => "A notebook for recipes with a title, tags and long text, searchable, newest first",
        "kanban" => EXAMPLES[0].1,
        "dashboard" => EXAMPLES[3].1,
        "blog" => "A blog about urban gardening with tags, search and a page about me",
        "portfolio" => "A portfolio for a ceramicist with works by year, technique and a contact page",
        "shop" => EXAMPLES[1].1,
        "form" => {
            "A form for volunteers with name, e-mail, phone, days (one of Saturday, Sunday) and a note, with validation"
        }
        "chat" => "A chat page for a book club with names and searchable conversations, plum",
        "quiz" => EXAMPLES[2].1,
        "game" => "A snake game with arrow keys and WASD that gets faster, with a stored high score, dark teal",
        _ => return None,
    })
}

/// The box. It posts to `/describe`, which makes a plan or, for signed-out visitors, keeps the words until they have an
/// account.
#[component]
pub(crate) fn PromptBox(
    /// Where the examples lead: the page that the box is on.
    page: &'static str,
) -> impl IntoView {
    let query = leptos_router::hooks::use_query_map().get_untracked();
    let given = query
        .get("describe")
        .or_else(|| query.get("kind").and_then(|kind| sentence_of_kind(&kind).map(str::to_owned)))
        .unwrap_or_else(|| ui_kit::kept("description"));
    let writer = ui_kit::visitor().writer;
    let writer =
        if writer.is_empty() { "built-in generator · free".to_owned() } else { format!("written by {writer}") };
    let examples = EXAMPLES
        .iter()
        .map(|(name, sentence)| {
            let encoded = sentence
                .bytes()
                .map(|byte| match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => (byte as char).to_string(),
                    other => format!("%{other:02X}"),
                })
                .collect::<String>();
            view! {
                <a class="kit-chip kit-chip-round" href=format!("{page}?describe={encoded}#describe")>
                    {*name}
                </a>
            }
        })
        .collect_view();
    view! {
        <form class="home-prompt" id="describe" action="/describe" method="post">
            <div class="home-prompt-box">
                <label class="kit-hidden" for="description">
                    "Describe your app"
                </label>
                <textarea
                    id="description"
                    name="description"
                    required
                    rows="3"
                    data-limit="10000"
                    data-submit-on-enter="meta"
                    placeholder="A reading list with author, page count and a finished tick box, sorted by author, dark green"
                >
                    {given}
                </textarea>
                <div class="home-prompt-row">
                    <span class="kit-chip kit-chip-mono">
                        <span class="kit-dot" data-state="live"></span>
                        <span>{writer}</span>
                    </span>
                    <span class="kit-keys" aria-hidden="true">
                        <kbd class="kit-kbd">"⌘"</kbd>
                        <kbd class="kit-kbd">"↵"</kbd>
                    </span>
                    <button class="kit-button kit-button-primary kit-button-main">"Make it"</button>
                </div>
            </div>
            <div class="home-examples" role="group" aria-label="Examples">
                {examples}
            </div>
        </form>
    }
}
