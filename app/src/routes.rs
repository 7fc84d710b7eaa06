//! The table of routes. Every link is a full load, so only the server knows it.
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};
use ui_kit::NotFoundPage;

/// All pages.
#[component]
pub(crate) fn Pages() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=projects_ui::LandingPage ssr=SsrMode::Async />
                <Route path=path!("/home") view=projects_ui::HomePage ssr=SsrMode::Async />
                <Route path=path!("/projects") view=projects_ui::ProjectsPage ssr=SsrMode::Async />
                <Route path=path!("/projects/trash") view=projects_ui::TrashPage ssr=SsrMode::Async />
                <Route path=path!("/projects/:id/plan") view=projects_ui::PlanPage ssr=SsrMode::Async />
                <Route path=path!("/projects/:id/people") view=collab_ui::PeoplePage ssr=SsrMode::Async />
                <Route path=path!("/rooms/:id") view=collab_ui::RoomPage ssr=SsrMode::Async />
                <Route path=path!("/invites/:secret") view=collab_ui::RoomInvitePage ssr=SsrMode::Async />
                <Route path=path!("/share/:secret") view=collab_ui::SharePage ssr=SsrMode::Async />
                <Route path=path!("/notifications") view=collab_ui::NotificationsPage ssr=SsrMode::Async />
                <Route path=path!("/p/:id") view=projects_ui::WorkspacePage ssr=SsrMode::Async />
                <Route path=path!("/marketplace") view=market_ui::MarketPage ssr=SsrMode::Async />
                <Route path=path!("/marketplace/:kind") view=market_ui::MarketPage ssr=SsrMode::Async />
                <Route
                    path=path!("/marketplace/:kind/category/:category")
                    view=market_ui::MarketPage
                    ssr=SsrMode::Async
                />
                <Route path=path!("/marketplace/:kind/:slug") view=market_ui::ListingPage ssr=SsrMode::Async />
                <Route path=path!("/sign-in") view=identity_ui::SignInPage ssr=SsrMode::Async />
                <Route path=path!("/sign-up") view=identity_ui::SignUpPage ssr=SsrMode::Async />
                <Route path=path!("/check-mail") view=identity_ui::CheckMailPage ssr=SsrMode::Async />
                <Route path=path!("/confirm/:secret") view=identity_ui::ConfirmPage ssr=SsrMode::Async />
                <Route path=path!("/forgot") view=identity_ui::ForgotPage ssr=SsrMode::Async />
                <Route path=path!("/reset/:secret") view=identity_ui::ResetPage ssr=SsrMode::Async />
                <Route path=path!("/settings/profile") view=identity_ui::ProfilePage ssr=SsrMode::Async />
                <Route path=path!("/settings/security") view=identity_ui::SecurityPage ssr=SsrMode::Async />
                <Route path=path!("/settings/sessions") view=identity_ui::SessionsPage ssr=SsrMode::Async />
                <Route path=path!("/settings/address/:secret") view=identity_ui::NewAddressPage ssr=SsrMode::Async />
                <Route path=path!("/settings/orgs") view=identity_ui::OrgsPage ssr=SsrMode::Async />
                <Route path=path!("/settings/orgs/:id") view=identity_ui::OrgPage ssr=SsrMode::Async />
                <Route path=path!("/invite/:secret") view=identity_ui::InvitePage ssr=SsrMode::Async />
                <Route path=path!("/settings/api") view=identity_ui::ApiPage ssr=SsrMode::Async />
                <Route path=path!("/outbox") view=ops_ui::OutboxPage ssr=SsrMode::Async />
                <Route
                    path=path!("/docs/collaboration")
                    view=collab_ui::CollaborationDocsPage
                    ssr=SsrMode::Async
                />
                <Route path=path!("/docs/api") view=ops_ui::ApiDocsPage ssr=SsrMode::Async />
                <Route path=path!("/admin/jobs") view=ops_ui::JobsPage ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
