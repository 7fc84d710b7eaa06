//! `/projects/{id}/plan`: the plan before a file is written. Everything can be changed here; nothing is written until
//! the one button is pressed.
use kernel::ProjectId;
use leptos::{prelude::*, task::spawn_local};
use projects_contract::{
    AppKind, FileEntry, Plan, Project, ProjectState, ProjectsError,
    blueprint::{Language, Sort, Storage, Theme},
};
use ui_kit::{AppFrame, Banner, Icon, NoticeBanner, Reply, live, paths, visitor};

use super::{
    landing::kind_name,
    plan_draft::{FieldDraft, TYPES, details_label, rows, with_rows},
    plan_parts::{wishes, written},
    server_fns::{load_file_list, load_project, read_again, write_with_built_in},
};

/// `/projects/{id}/plan`
#[component]
pub fn PlanPage() -> impl IntoView {
    view! {
        <AppFrame title="Check the plan">
            <div class="shell-page">
                <header class="shell-head">
                    <div>
                        <nav class="kit-crumbs" aria-label="Breadcrumb">
                            <ol>
                                <li>
                                    <a href=paths::PROJECTS>"Projects"</a>
                                </li>
                                <li>
                                    <span aria-current="page">"Plan"</span>
                                </li>
                            </ol>
                        </nav>
                        <h1>"Check the plan"</h1>
                        <p class="shell-lead">
                            "Nothing is written yet. Change what is wrong, then write the files."
                        </p>
                    </div>
                </header>
                <NoticeBanner />
                {live("plan", planned(visitor().path), |_| ().into_any(), plan)}
            </div>
        </AppFrame>
    }
}

async fn planned(path: String) -> Result<Project, AnyView> {
    let id = path.trim_start_matches("/projects/").trim_end_matches("/plan").parse::<ProjectId>();
    let found = match id {
        Ok(id) => load_project(id).await,
        Err(_) => Err(Reply::refused(&ProjectsError::NotFound)),
    };
    found.map_err(|error| view! { <Banner state="stop">{error.to_string()}</Banner> }.into_any())
}

/// The live part of the page.
pub fn plan(project: Project) -> AnyView {
    view! { <PlanEditor project /> }.into_any()
}

/// As many as a plan takes.
const MAX_FIELDS: usize = 20;

/// What writing has come to.
#[derive(Clone, PartialEq)]
enum Progress {
    Editing,
    Writing,
    Refused(String),
}

#[component]
fn PlanEditor(project: Project) -> impl IntoView {
    let id = project.summary.id;
    if project.summary.state == ProjectState::Ready {
        return view! {
            <Banner state="ok">
                "The files are written. " <a href=paths::project(id)>"Open the project"</a>
            </Banner>
        }
        .into_any();
    }
    let Some(first) = project.plan.clone() else {
        return view! { <Banner state="info">"This project was not made from a plan."</Banner> }.into_any();
    };
    let generator = project.generator.clone();
    let failed = project.note.clone().filter(|_| project.summary.state == ProjectState::Failed);
    let plan = RwSignal::new(first.clone());
    let fields = RwSignal::new(rows(&first));
    let next_row = RwSignal::new(fields.with_untracked(Vec::len) as u32);
    let words = RwSignal::new(project.summary.description.clone());
    let progress = RwSignal::new(Progress::Editing);
    let files = RwSignal::new(Vec::<FileEntry>::new());
    // Once writing has begun the plan stands: another try goes on from there.
    let begun = RwSignal::new(project.summary.state != ProjectState::Planned);
    let by_model = !generator.starts_with("built-in");
    let busy = Signal::derive(move || progress.get() == Progress::Writing);

    let write = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        progress.set(Progress::Writing);
        let wanted = (!begun.get_untracked()).then(|| with_rows(plan.get_untracked(), &fields.get_untracked()));
        spawn_local(write_files(id, wanted, progress, begun, files));
    };
    let take_over = move |_| {
        progress.set(Progress::Writing);
        spawn_local(async move {
            match write_with_built_in(id).await {
                Ok(_) => write_files(id, None, progress, begun, files).await,
                Err(problem) => progress.set(Progress::Refused(problem.to_string())),
            }
        });
    };
    let reread = move |_| {
        spawn_local(async move {
            match read_again(words.get_untracked()).await {
                Ok(fresh) => {
                    fields.set(rows(&fresh));
                    next_row.set(fields.with_untracked(Vec::len) as u32);
                    plan.set(fresh);
                    progress.set(Progress::Editing);
                }
                Err(problem) => progress.set(Progress::Refused(problem.to_string())),
            }
        });
    };

    view! {
        <form class="plan" method="post" action="/projects/act" on:submit=write>
            <input type="hidden" name="project" value=id.to_string() />
            <input type="hidden" name="act" value="write" />
            <fieldset class="plan-parts" disabled=busy>
                {failed
                    .map(|why| {
                        view! {
                            <Banner state="warn">
                                "The last try did not finish: " {why} " What was written is kept; you can start again."
                            </Banner>
                        }
                    })}
                <section class="plan-part">
                    <div class="kit-field">
                        <label class="kit-label" for="title">
                            "Title"
                        </label>
                        <input
                            class="kit-input kit-input-main"
                            id="title"
                            required
                            maxlength="80"
                            prop:value=move || plan.with(|plan| plan.title.clone())
                            value=first.title.clone()
                            on:input=move |event| plan.update(|plan| plan.title = event_target_value(&event))
                        />
                    </div>
                </section>
                <KindPart plan=plan />
                {move || plan.with(|plan| plan.entity.is_some()).then(|| view! { <EntityPart plan=plan fields=fields next_row=next_row /> })}
                <LookPart plan=plan />
                {move || plan.with(wishes)}
            </fieldset>
            <aside class="plan-side" aria-label="Summary">
                <section class="kit-panel" aria-labelledby="said">
                    <div class="kit-panel-head">
                        <h2 id="said">"Your words"</h2>
                        <button type="button" class="kit-button kit-button-small" on:click=reread disabled=busy>
                            <Icon name="refresh" />
                            "Read again"
                        </button>
                    </div>
                    <div class="kit-panel-body">
                        <label class="kit-hidden" for="words">
                            "Your words"
                        </label>
                        <textarea
                            class="kit-textarea"
                            id="words"
                            rows="6"
                            maxlength="10000"
                            prop:value=words
                            on:input=move |event| words.set(event_target_value(&event))
                        >
                            {project.summary.description.clone()}
                        </textarea>
                    </div>
                </section>
                <p class="kit-hint">{format!("Written by: {generator}")}</p>
                {move || match progress.get() {
                    Progress::Editing => ().into_any(),
                    Progress::Refused(why) => view! { <Banner state="stop">{why}</Banner> }.into_any(),
                    Progress::Writing => {
                        view! {
                            <section class="kit-panel" aria-labelledby="files" aria-live="polite">
                                <div class="kit-panel-head">
                                    <h2 id="files">"Files"</h2>
                                    <span class="kit-count">{move || files.with(Vec::len)}</span>
                                </div>
                                <div class="kit-panel-body">{move || written(files.get())}</div>
                            </section>
                        }
                            .into_any()
                    }
                }}
                <div class="plan-go kit-form">
                    <button
                        class="kit-button kit-button-primary kit-button-main kit-button-wide"
                        aria-busy=move || busy.get().then_some("true")
                        disabled=busy
                    >
                        {move || if busy.get() { "Writing the files…" } else { "Write the files" }}
                    </button>
                    {move || {
                        (by_model && begun.get() && !busy.get())
                            .then(|| {
                                view! {
                                    <button type="button" class="kit-button kit-button-wide" on:click=take_over>
                                        "Write with the built-in generator"
                                    </button>
                                }
                            })
                    }}
                </div>
            </aside>
        </form>
    }
    .into_any()
}

/// What `POST /api/v1/projects/{id}/generate` takes.
#[derive(serde::Serialize)]
struct Approval {
    plan: Option<Plan>,
}

/// What the API says when it refuses.
#[derive(serde::Deserialize)]
struct Refusal {
    error: Sentence,
}

#[derive(serde::Deserialize)]
struct Sentence {
    message: String,
}

/// Approves the plan, changed or as it stands, watches the files arrive, and opens the project. It is one request, which
/// the browser sends even when the page is left at once.
async fn write_files(
    id: ProjectId,
    plan: Option<Plan>,
    progress: RwSignal<Progress>,
    begun: RwSignal<bool>,
    files: RwSignal<Vec<FileEntry>>,
) {
    let path = format!("/api/v1/projects/{id}/generate");
    let body = serde_json::to_string(&Approval { plan }).unwrap_or_default();
    let watching = async move {
        loop {
            gloo_timers::future::TimeoutFuture::new(400).await;
            if let Ok(list) = load_file_list(id).await {
                files.set(list);
            }
        }
    };
    // The answer is a stream of events that ends when the work does; how it ended stands in the project.
    let refused = match first_of(ui_kit::post_in_any_case(&path, &body), watching).await {
        Ok((status, bytes)) if status >= 400 => Some(
            serde_json::from_slice::<Refusal>(&bytes)
                .map_or_else(|_| format!("The server answered {status}."), |refusal| refusal.error.message),
        ),
        Ok(_) => None,
        Err(problem) => Some(problem.to_string()),
    };
    if let Ok(list) = load_file_list(id).await {
        files.set(list);
    }
    let found = load_project(id).await;
    begun.set(found.as_ref().map_or(true, |project| project.summary.state != ProjectState::Planned));
    match found {
        Ok(project) if project.summary.state == ProjectState::Ready => {
            let _ = window().location().set_href(&paths::project(id));
        }
        Ok(project) => {
            let why = refused
                .or(project.note)
                .unwrap_or_else(|| "The files were not written. Try again in a moment.".to_owned());
            progress.set(Progress::Refused(why));
        }
        Err(problem) => progress.set(Progress::Refused(refused.unwrap_or_else(|| problem.to_string()))),
    }
}

/// The first future's result; the second one runs beside it and is dropped then.
async fn first_of<T>(main: impl Future<Output = T>, beside: impl Future<Output = ()>) -> T {
    let (mut main, mut beside) = (std::pin::pin!(main), std::pin::pin!(beside));
    std::future::poll_fn(|context| {
        if let std::task::Poll::Ready(value) = main.as_mut().poll(context) {
            return std::task::Poll::Ready(value);
        }
        let _ = beside.as_mut().poll(context);
        std::task::Poll::Pending
    })
    .await
}

#[component]
fn KindPart(plan: RwSignal<Plan>) -> impl IntoView {
    let kinds = AppKind::ALL
        .into_iter()
        .map(|kind| {
            let chosen = move || plan.with(|plan| plan.kind == kind);
            view! {
                <label class="plan-kind">
                    <input
                        type="radio"
                        name="kind"
                        value=kind.slug()
                        checked=plan.with_untracked(|plan| plan.kind == kind)
                        prop:checked=chosen
                        on:change=move |_| plan.update(|plan| plan.kind = kind)
                    />
                    <Icon name=format!("kind-{}", kind.slug()) />
                    {kind_name(kind)}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="plan-part">
            <legend>"Kind"</legend>
            <div class="plan-kinds">{kinds}</div>
        </fieldset>
    }
}

#[component]
fn EntityPart(plan: RwSignal<Plan>, fields: RwSignal<Vec<FieldDraft>>, next_row: RwSignal<u32>) -> impl IntoView {
    let entity_text = move |pick: fn(&projects_contract::blueprint::Entity) -> String| {
        plan.with_untracked(|plan| plan.entity.as_ref().map(pick).unwrap_or_default())
    };
    let one = entity_text(|entity| entity.singular.clone());
    let many = entity_text(|entity| entity.plural.clone());
    let sort_choices = move || {
        let sort = plan.with(|plan| plan.sort.clone());
        let mut choices =
            vec![("".to_owned(), "As added".to_owned()), ("-createdAt".to_owned(), "Newest first".to_owned())];
        for field in fields.get().into_iter().filter(|field| !field.key.is_empty()) {
            choices.push((field.key.clone(), format!("{}, upwards", field.label)));
            choices.push((format!("-{}", field.key), format!("{}, downwards", field.label)));
        }
        let now =
            sort.map(|sort| format!("{}{}", if sort.descending { "-" } else { "" }, sort.field)).unwrap_or_default();
        choices
            .into_iter()
            .map(|(value, name)| {
                let selected = value == now;
                view! { <option value=value selected=selected>{name}</option> }
            })
            .collect_view()
    };
    let sort = move |value: String| {
        plan.update(|plan| {
            plan.sort = match value.strip_prefix('-') {
                _ if value.is_empty() => None,
                Some(field) => Some(Sort { field: field.to_owned(), descending: true }),
                None => Some(Sort { field: value, descending: false }),
            };
        });
    };
    let full = move || fields.with(Vec::len) >= MAX_FIELDS;
    let add = move |_| {
        let row = next_row.get_untracked();
        next_row.set(row + 1);
        fields.update(|fields| {
            fields.push(FieldDraft {
                row,
                key: String::new(),
                label: String::new(),
                kind: "text".to_owned(),
                details: String::new(),
                required: false,
                filter: false,
                total: false,
            });
        });
    };
    view! {
        <section class="plan-part" aria-labelledby="entity">
            <h2 id="entity">"What it keeps"</h2>
            <div class="kit-form-row">
                <div class="kit-field">
                    <label class="kit-label" for="one">
                        "One is called"
                    </label>
                    <input
                        class="kit-input"
                        id="one"
                        required
                        maxlength="40"
                        value=one
                        on:input=move |event| {
                            plan.update(|plan| {
                                if let Some(entity) = &mut plan.entity {
                                    entity.singular = event_target_value(&event);
                                }
                            })
                        }
                    />
                </div>
                <div class="kit-field">
                    <label class="kit-label" for="many">
                        "Many are called"
                    </label>
                    <input
                        class="kit-input"
                        id="many"
                        required
                        maxlength="40"
                        value=many
                        on:input=move |event| {
                            plan.update(|plan| {
                                if let Some(entity) = &mut plan.entity {
                                    entity.plural = event_target_value(&event);
                                }
                            })
                        }
                    />
                </div>
                <div class="kit-field">
                    <label class="kit-label" for="sort">
                        "Sorted by"
                    </label>
                    <span class="kit-choice">
                        <select class="kit-select" id="sort" on:change=move |event| sort(event_target_value(&event))>
                            {sort_choices}
                        </select>
                        <Icon name="down" />
                    </span>
                </div>
            </div>
            <div class="kit-table-wrap" tabindex="0" role="region" aria-label="Fields">
                <table class="kit-table plan-fields">
                    <thead>
                        <tr>
                            <th scope="col">"Field"</th>
                            <th scope="col">"Type"</th>
                            <th scope="col">"Details"</th>
                            <th scope="col">"Required"</th>
                            <th scope="col">"Filter"</th>
                            <th scope="col">"Total"</th>
                            <th scope="col">
                                <span class="kit-hidden">"Remove"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || fields.get() key=|field| field.row let:field>
                            <FieldRow field=field fields=fields />
                        </For>
                    </tbody>
                </table>
            </div>
            <div class="kit-actions">
                <button type="button" class="kit-button" on:click=add disabled=full>
                    <Icon name="plus" />
                    "Add field"
                </button>
            </div>
            <div class="kit-actions plan-options">
                <Option label="Search box" read=|plan| plan.search set=|plan, on| plan.search = on plan=plan />
                <Option label="Save as CSV" read=|plan| plan.csv_export set=|plan, on| plan.csv_export = on plan=plan />
                <Option
                    label="Keep in the browser"
                    read=|plan| plan.storage == Storage::Browser
                    set=|plan, on| plan.storage = if on { Storage::Browser } else { Storage::None }
                    plan=plan
                />
            </div>
        </section>
    }
}

#[component]
fn Option(
    label: &'static str,
    read: fn(&Plan) -> bool,
    set: fn(&mut Plan, bool),
    plan: RwSignal<Plan>,
) -> impl IntoView {
    view! {
        <label class="kit-check">
            <input
                type="checkbox"
                checked=plan.with_untracked(read)
                prop:checked=move || plan.with(read)
                on:change=move |event| plan.update(|plan| set(plan, event_target_checked(&event)))
            />
            <span>{label}</span>
        </label>
    }
}

#[component]
fn FieldRow(field: FieldDraft, fields: RwSignal<Vec<FieldDraft>>) -> impl IntoView {
    let row = field.row;
    let kind = RwSignal::new(field.kind.clone());
    let change = move |how: &dyn Fn(&mut FieldDraft)| {
        fields.update(|fields| fields.iter_mut().filter(|field| field.row == row).for_each(how));
    };
    let number = row + 1;
    let types = TYPES
        .iter()
        .map(|(value, name, _)| view! { <option value=*value selected=*value == field.kind>{*name}</option> })
        .collect_view();
    let check = move |what: &'static str, on: bool, set: fn(&mut FieldDraft, bool)| {
        view! {
            <label class="kit-check">
                <input
                    type="checkbox"
                    checked=on
                    aria-label=format!("{what} field {number}")
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        change(&|field| set(field, on));
                    }
                />
            </label>
        }
    };
    view! {
        <tr>
            <td>
                <input
                    class="kit-input"
                    aria-label=format!("Name of field {number}")
                    required
                    maxlength="60"
                    value=field.label.clone()
                    on:input=move |event| {
                        let label = event_target_value(&event);
                        change(&|field| field.label = label.clone());
                    }
                />
            </td>
            <td>
                <span class="kit-choice">
                    <select
                        class="kit-select"
                        aria-label=format!("Type of field {number}")
                        on:change=move |event| {
                            let chosen = event_target_value(&event);
                            kind.set(chosen.clone());
                            change(&|field| field.kind = chosen.clone());
                        }
                    >
                        {types}
                    </select>
                    <Icon name="down" />
                </span>
            </td>
            <td>
                {
                    let details = field.details.clone();
                    move || {
                        let details = details.clone();
                        details_label(&kind.get())
                            .map(|label| {
                                view! {
                                    <input
                                        class="kit-input"
                                        aria-label=format!("{label}: field {number}")
                                        placeholder=label
                                        value=details
                                        on:input=move |event| {
                                            let text = event_target_value(&event);
                                            change(&|field| field.details = text.clone());
                                        }
                                    />
                                }
                            })
                    }
                }
            </td>
            <td>{check("Required:", field.required, |field, on| field.required = on)}</td>
            <td>{check("Filter by", field.filter, |field, on| field.filter = on)}</td>
            <td>
                {move || {
                    matches!(kind.get().as_str(), "number" | "money")
                        .then(|| check("Total of", field.total, |field, on| field.total = on))
                }}
            </td>
            <td>
                <button
                    type="button"
                    class="kit-button kit-button-quiet kit-button-icon"
                    aria-label=format!("Remove field {number}")
                    on:click=move |_| fields.update(|fields| fields.retain(|field| field.row != row))
                >
                    <Icon name="close" />
                </button>
            </td>
        </tr>
    }
}

#[component]
fn LookPart(plan: RwSignal<Plan>) -> impl IntoView {
    let themes = [(Theme::System, "System"), (Theme::Light, "Light"), (Theme::Dark, "Dark")].map(|(theme, name)| {
        view! {
            <label class="kit-segment">
                <input
                    type="radio"
                    name="theme"
                    checked=plan.with_untracked(|plan| plan.theme == theme)
                    prop:checked=move || plan.with(|plan| plan.theme == theme)
                    on:change=move |_| plan.update(|plan| plan.theme = theme)
                />
                {name}
            </label>
        }
    });
    let languages =
        [(Language::Typescript, "TypeScript"), (Language::Javascript, "JavaScript")].map(|(language, name)| {
            view! {
                <label class="kit-segment">
                    <input
                        type="radio"
                        name="language"
                        checked=plan.with_untracked(|plan| plan.language == language)
                        prop:checked=move || plan.with(|plan| plan.language == language)
                        on:change=move |_| plan.update(|plan| plan.language = language)
                    />
                    {name}
                </label>
            }
        });
    view! {
        <fieldset class="plan-part">
            <legend>"Look"</legend>
            <div class="plan-theme">
                <span class="kit-group plan-accent">
                    <svg class="kit-swatch-dot" viewBox="0 0 16 16" aria-hidden="true">
                        <rect width="16" height="16" rx="4" fill=move || plan.with(|plan| plan.accent.clone())></rect>
                    </svg>
                    <input
                        class="kit-input"
                        aria-label="Accent: a colour name or #rrggbb"
                        maxlength="40"
                        value=plan.with_untracked(|plan| plan.accent.clone())
                        prop:value=move || plan.with(|plan| plan.accent.clone())
                        on:input=move |event| plan.update(|plan| plan.accent = event_target_value(&event))
                    />
                </span>
                <div class="kit-segments" role="group" aria-label="Theme">
                    {themes}
                </div>
                <div class="kit-segments" role="group" aria-label="Language">
                    {languages}
                </div>
            </div>
        </fieldset>
    }
}
