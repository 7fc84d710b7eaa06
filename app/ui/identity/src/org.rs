//! `/settings/orgs/{id}`: who is in an org, who is invited, what it is called.
use identity_contract::{IdentityError, MAX_ORG_NAME_CHARS, OrgDetails, OrgInvite, OrgMember, OrgMembership};
use kernel::{Classify, OrgId, Role};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui_kit::{Avatar, Icon, Reply, Time, count, kept, loaded, paths};

use crate::{
    orgs::{active_or_switch, role_name},
    server_fns::load_org,
    settings::{Settings, or_kept},
};

/// The least first.
const ROLES: [Role; 4] = [Role::Viewer, Role::Member, Role::Admin, Role::Owner];

/// What a role lets people do.
const fn role_explained(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewer: sees projects",
        Role::Member => "Member: works on projects",
        Role::Admin => "Admin: also manages people",
        Role::Owner => "Owner: may do everything",
    }
}

/// `/settings/orgs/{id}`
#[component]
pub fn OrgPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let load = move || find(id.clone());
    view! { <Settings title="Organisation">{loaded(load.clone(), org_parts)}</Settings> }
}

async fn find(id: String) -> Result<OrgDetails, Reply> {
    match id.parse::<OrgId>() {
        Ok(org) => load_org(org).await,
        Err(_) => {
            ui_kit::server::say(IdentityError::NoSuchOrg.kind());
            Err(Reply::refused(&IdentityError::NoSuchOrg))
        }
    }
}

fn org_parts(found: OrgDetails) -> AnyView {
    let OrgDetails { org, members, invites } = found;
    let manages = org.role >= Role::Admin;
    let people = count(members.len() as u64, "member", "members");
    let what = if org.is_personal {
        "This is your personal organisation: it has no other members.".to_owned()
    } else {
        format!("{people}. You are {} here.", your_role(org.role))
    };
    let rows = members.into_iter().map(|member| member_row(&org, member)).collect_view();
    let inviting = (manages && !org.is_personal).then(|| view! { {invite_form(&org)} {open_invites(&org, invites)} });
    view! {
        <section class="identity-part" aria-labelledby="org">
            <nav class="kit-crumbs" aria-label="Breadcrumb">
                <ol>
                    <li>
                        <a href=paths::SETTINGS_ORGS>"Organisations"</a>
                    </li>
                    <li>
                        <span aria-current="page">{org.name.clone()}</span>
                    </li>
                </ol>
            </nav>
            <header>
                <div class="identity-org">
                    <h2 id="org">{org.name.clone()}</h2>
                    {active_or_switch(&org)}
                </div>
                <p>{what}</p>
            </header>
        </section>
        <section class="identity-part" aria-labelledby="members">
            <h2 id="members">"Members"</h2>
            <div class="kit-panel">
                <ul class="kit-list">{rows}</ul>
            </div>
        </section>
        {inviting}
        {manages.then(|| rename_form(&org))}
        {(!org.is_personal).then(|| leave_form(&org))}
    }
    .into_any()
}

const fn your_role(role: Role) -> &'static str {
    match role {
        Role::Viewer => "a viewer",
        Role::Member => "a member",
        Role::Admin => "an admin",
        Role::Owner => "an owner",
    }
}

/// The roles that somebody in that role may give away.
fn role_options(mine: Role, chosen: Role, words: fn(Role) -> &'static str) -> impl IntoView {
    let may_give = move |role: &Role| *role != Role::Owner || mine == Role::Owner;
    ROLES
        .into_iter()
        .filter(may_give)
        .map(|role| {
            view! {
                <option value=role.as_str() selected=role == chosen>
                    {words(role)}
                </option>
            }
        })
        .collect_view()
}

fn member_row(org: &OrgMembership, member: OrgMember) -> AnyView {
    let name = if member.is_you { format!("{} (you)", member.display_name) } else { member.display_name.clone() };
    let decides =
        org.role >= Role::Admin && !org.is_personal && (member.role != Role::Owner || org.role == Role::Owner);
    let role = if decides {
        role_form(org, &member)
    } else {
        view! { <span class="kit-chip">{role_name(member.role)}</span> }.into_any()
    };
    let remove = (decides && !member.is_you).then(|| remove_form(org, &member));
    view! {
        <li class="kit-row identity-member">
            <Avatar name=member.display_name.clone() />
            <span class="kit-row-main">
                <span class="kit-row-name">{name}</span>
                <span class="kit-row-note">
                    {format!("@{}", member.username)} " · since " <Time at=member.joined_at />
                </span>
            </span>
            {role}
            {remove}
        </li>
    }
    .into_any()
}

fn role_form(org: &OrgMembership, member: &OrgMember) -> AnyView {
    view! {
        <form class="identity-role" method="post" action="/auth/orgs/role">
            <input type="hidden" name="org" value=org.id.to_string() />
            <input type="hidden" name="user" value=member.user.to_string() />
            <span class="kit-choice">
                <select class="kit-select" name="role" aria-label=format!("Role of {}", member.display_name)>
                    {role_options(org.role, member.role, role_name)}
                </select>
                <Icon name="down" />
            </span>
            <button class="kit-button kit-button-small" aria-label=format!("Save role of {}", member.display_name)>
                "Save"
            </button>
        </form>
    }
    .into_any()
}

/// A second press, in place: it works without a script and tells first what will happen.
fn remove_form(org: &OrgMembership, member: &OrgMember) -> AnyView {
    view! {
        <details class="identity-sure">
            <summary
                class="kit-button kit-button-small kit-button-danger"
                aria-label=format!("Remove {}", member.display_name)
            >
                "Remove"
            </summary>
            <form method="post" action="/auth/orgs/remove">
                <input type="hidden" name="org" value=org.id.to_string() />
                <input type="hidden" name="user" value=member.user.to_string() />
                <p>{format!("{} loses access at once. What they made stays.", member.display_name)}</p>
                <button class="kit-button kit-button-small kit-button-danger kit-button-primary">"Yes, remove"</button>
            </form>
        </details>
    }
    .into_any()
}

fn invite_form(org: &OrgMembership) -> AnyView {
    let chosen = Role::parse(&kept("invite_role")).unwrap_or(Role::Member);
    view! {
        <section class="identity-part" aria-labelledby="invite">
            <header>
                <h2 id="invite">"Invite somebody"</h2>
                <p>"They get a link by mail. It works once, for 7 days, and for that address alone."</p>
            </header>
            <form class="kit-form" method="post" action="/auth/orgs/invite">
                <input type="hidden" name="org" value=org.id.to_string() />
                <div class="kit-form-row">
                    <div class="kit-field">
                        <label class="kit-label" for="email">"E-mail"</label>
                        <input
                            class="kit-input"
                            id="email"
                            name="email"
                            type="email"
                            autocomplete="off"
                            value=kept("email")
                            required
                        />
                    </div>
                    <div class="kit-field">
                        <label class="kit-label" for="invite-role">"Role"</label>
                        <span class="kit-choice">
                            <select class="kit-select" id="invite-role" name="role">
                                {role_options(org.role, chosen, role_explained)}
                            </select>
                            <Icon name="down" />
                        </span>
                    </div>
                </div>
                <div class="kit-actions">
                    <button class="kit-button kit-button-primary">"Send invitation"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn open_invites(org: &OrgMembership, invites: Vec<OrgInvite>) -> AnyView {
    let list = if invites.is_empty() {
        view! { <p class="identity-note">"Nobody has an invitation that waits for an answer."</p> }.into_any()
    } else {
        let rows = invites.into_iter().map(|invite| invite_row(org, invite)).collect_view();
        view! {
            <div class="kit-panel">
                <ul class="kit-list">{rows}</ul>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="identity-part" aria-labelledby="invites">
            <h2 id="invites">"Open invitations"</h2>
            {list}
        </section>
    }
    .into_any()
}

fn invite_row(org: &OrgMembership, invite: OrgInvite) -> AnyView {
    let note = format!("{} · from {} · works until ", role_name(invite.role), invite.invited_by);
    view! {
        <li class="kit-row">
            <Icon name="mail" />
            <span class="kit-row-main">
                <span class="kit-row-name">{invite.email.clone()}</span>
                <span class="kit-row-note">{note} <Time at=invite.expires_at /></span>
            </span>
            <form method="post" action="/auth/orgs/revoke">
                <input type="hidden" name="org" value=org.id.to_string() />
                <input type="hidden" name="invite" value=invite.id.to_string() />
                <button
                    class="kit-button kit-button-small"
                    aria-label=format!("Take back the invitation of {}", invite.email)
                >
                    "Take back"
                </button>
            </form>
        </li>
    }
    .into_any()
}

fn rename_form(org: &OrgMembership) -> AnyView {
    view! {
        <section class="identity-part" aria-labelledby="rename">
            <h2 id="rename">"Name"</h2>
            <form class="kit-form" method="post" action="/auth/orgs/rename">
                <input type="hidden" name="org" value=org.id.to_string() />
                <div class="kit-field">
                    <label class="kit-label" for="name">"Name of the organisation"</label>
                    <input
                        class="kit-input"
                        id="name"
                        name="name"
                        autocomplete="off"
                        maxlength=MAX_ORG_NAME_CHARS.to_string()
                        value=or_kept("name", &org.name)
                        required
                    />
                </div>
                <div class="kit-actions">
                    <button class="kit-button">"Rename"</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn leave_form(org: &OrgMembership) -> AnyView {
    view! {
        <section class="identity-part" aria-labelledby="leave">
            <header>
                <h2 id="leave">"Leave"</h2>
                <p>"You no longer see its projects. To come back you need an invitation. The last owner has to stay."</p>
            </header>
            <details class="identity-sure">
                <summary class="kit-button kit-button-danger">"Leave organisation"</summary>
                <form method="post" action="/auth/orgs/leave">
                    <input type="hidden" name="org" value=org.id.to_string() />
                    <p>{format!("Do you want to leave “{}”?", org.name)}</p>
                    <button class="kit-button kit-button-small kit-button-danger kit-button-primary">"Yes, leave"</button>
                </form>
            </details>
        </section>
    }
    .into_any()
}
