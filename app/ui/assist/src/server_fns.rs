//! The panel's door to the server. What streams goes another way: see [`crate::stream`].
use assist_contract::{Applied, ApplyChanges, Conversation, ModelLabel, SendMessage, StartConversation, Thread};
use edits::FileStep;
use kernel::{ConversationId, Cursor, MessageId, Page, ProjectId};
use leptos::prelude::*;
use ui_kit::{Call, Reply};

#[server(protocol = Call)]
pub(crate) async fn open_conversation(ask: StartConversation) -> Result<Conversation, Reply> {
    use assist_contract::Assist;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Assist>().start(&caller(), ask).await)
}

#[server(protocol = Call)]
pub(crate) async fn ask_assistant(ask: SendMessage) -> Result<MessageId, Reply> {
    use assist_contract::Assist;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Assist>().send(&caller(), ask).await)
}

#[server(protocol = Call)]
pub(crate) async fn stop_reply(reply: MessageId) -> Result<(), Reply> {
    use assist_contract::Assist;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Assist>().stop(&caller(), reply).await)
}

#[server(protocol = Call)]
pub(crate) async fn list_conversations(project: ProjectId, after: Option<Cursor>) -> Result<Page<Conversation>, Reply> {
    use assist_contract::Assist;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Assist>().conversations(&caller(), Some(project), after).await)
}

#[server(protocol = Call)]
pub(crate) async fn read_conversation(conversation: ConversationId) -> Result<Thread, Reply> {
    use assist_contract::Assist;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Assist>().read(&caller(), conversation).await)
}

#[server(protocol = Call)]
pub(crate) async fn delete_conversation(conversation: ConversationId) -> Result<(), Reply> {
    use assist_contract::Assist;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Assist>().delete(&caller(), conversation).await)
}

#[server(protocol = Call)]
pub(crate) async fn apply_proposal(ask: ApplyChanges) -> Result<Applied, Reply> {
    use assist_contract::Assist;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Assist>().apply(&caller(), ask).await)
}

#[server(protocol = Call)]
pub(crate) async fn try_proposal(ask: ApplyChanges) -> Result<Vec<FileStep>, Reply> {
    use assist_contract::Assist;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Assist>().try_changes(&caller(), ask).await)
}

#[server(protocol = Call)]
pub(crate) async fn reject_proposal(message: MessageId) -> Result<(), Reply> {
    use assist_contract::Assist;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Assist>().reject(&caller(), message).await)
}

#[server(protocol = Call)]
pub(crate) async fn undo_proposal(message: MessageId) -> Result<Applied, Reply> {
    use assist_contract::Assist;
    use ui_kit::server::{answer, caller, service};
    answer(service::<dyn Assist>().undo(&caller(), message).await)
}

#[server(protocol = Call)]
pub(crate) async fn read_model() -> Result<ModelLabel, Reply> {
    use assist_contract::Assist;
    use ui_kit::server::service;
    Ok(service::<dyn Assist>().model())
}
