//! `/settings/orgs`: the orgs that one belongs to, and a new one.
use identity_contract::{MAX_ORG_NAME_CHARS, OrgMembership};
use kernel::Role;
use leptos::prelude::*;
use ui_kit::{Icon, kept, loaded, paths};

use crate::{server_fns::load_orgs, settings::Settings};

/// What a role is called.
pub(crate) const fn role_name(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewer",
        Role::Member => "Member",
        Role::Admin => "Admin",
        Role::Owner => "Owner",
    }
}

/// `/settings/orgs`
#[component]
pub fn OrgsPage() -> impl IntoView {
    view! {
        <Settings title="Organisations">
            {loaded(load_orgs, org_list)}
            {new_org()}
        </Settings>
    }
}

fn org_list(orgs: Vec<OrgMembership>) -> AnyView {
    let alone = (orgs.len() < 2).then(|| {
        view! {
            <p class="identity-note">
                "So far you work on your own. Create an organisation to share projects with others, or accept an invitation."
            </p>
        }
    });
    let rows = orgs.into_iter().map(org_row).collect_view();
    view! {
        <section class="identity-part" aria-labelledby="orgs">
            <header>
                <h2 id="orgs">"Organisations"</h2>
                <p>"You act for one at a time: its projects are the ones you see, and new ones belong to it."</p>
            </header>
            <div class="kit-panel">
                <ul class="kit-list">{rows}</ul>
            </div>
            {alone}
        </section>
    }
    .into_any()
}

fn org_row(org: OrgMembership) -> impl IntoView {
    let kind = if org.is_personal { "Personal" } else { role_name(org.role) };
    view! {
        <li class="kit-row">
            <Icon name=if org.is_personal { "user" } else { "users" } />
            <span class="kit-row-main">
                <a class="kit-row-name" href=paths::org(org.id)>
                    {org.name.clone()}
                </a>
                <span class="kit-row-note">{kind}</span>
            </span>
            {active_or_switch(&org)}
        </li>
    }
}

/// Says that the org is the active one, or offers to make it that.
pub(crate) fn active_or_switch(org: &OrgMembership) -> AnyView {
    if org.is_current {
        return view! {
            <span class="kit-chip" data-state="ok">
                <span class="kit-dot"></span>
                "Active"
            </span>
        }
        .into_any();
    }
    view! {
        <form method="post" action="/auth/orgs/switch">
            <input type="hidden" name="org" value=org.id.to_string() />
            <button class="kit-button kit-button-small" aria-label=format!("Switch to {}", org.name)>
                "Switch"
            </button>
        </form>
    }
    .into_any()
}

fn new_org() -> impl IntoView {
    view! {
        <section class="identity-part" aria-labelledby="new-org">
            <header>
                <h2 id="new-org">"New organisation"</h2>
                <p>"You become its owner and can invite others."</p>
            </header>
            <form class="kit-form" method="post" action="/auth/orgs">
                <div class="kit-field">
                    <label class="kit-label" for="name">"Name"</label>
                    <input
                        class="kit-input"
                        id="name"
                        name="name"
                        autocomplete="organization"
                        maxlength=MAX_ORG_NAME_CHARS.to_string()
                        value=kept("name")
                        required
                    />
                </div>
                <div class="kit-actions">
                    <button class="kit-button kit-button-primary">"Create organisation"</button>
                </div>
            </form>
        </section>
    }
}
