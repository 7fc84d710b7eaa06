//! What the panel knows: the conversation on show, what is being written, what went wrong. The verbs that wait for
//! the server are here; components only show and call.
use assist_contract::{Author, Conversation, Message, ModelLabel, ReplyState, SendMessage, StartConversation};
use kernel::{ConversationId, Cursor, MessageId};
use leptos::{prelude::*, task::spawn_local};
use ui_kit::{VisitorInfo, WorkspaceLink, visitor};

use crate::{
    browser::{fresh_name, pause, recall, remember},
    server_fns::{
        ask_assistant, delete_conversation, list_conversations, open_conversation, read_conversation, read_model,
    },
    words,
};

/// How long a message waits for unsaved text, in steps of 50 ms, so that the assistant reads what the person sees.
const SAVE_STEPS: u32 = 60;

/// A line of the thread.
#[derive(Clone)]
pub(crate) struct Entry {
    /// For the list.
    pub key: String,
    /// Who says what.
    pub said: Said,
}

/// Who says what.
#[derive(Clone)]
pub(crate) enum Said {
    /// The person, as they typed it.
    Person(String),
    /// The assistant.
    Assistant(Reply),
}

/// A reply, finished or not.
#[derive(Clone)]
pub(crate) struct Reply {
    /// Its id.
    pub id: MessageId,
    /// The whole message, once it is there.
    pub message: ArcRwSignal<Option<Message>>,
    /// What has been written so far.
    pub writing: ArcRwSignal<String>,
    /// The file whose change is arriving.
    pub changing: ArcRwSignal<Option<String>>,
    /// What went wrong with the reply, and whether asking again may help.
    pub failure: ArcRwSignal<Option<(String, bool)>>,
    /// What the person had asked, for asking again.
    pub question: String,
}

impl Reply {
    fn new(id: MessageId, message: Option<Message>, question: String) -> Self {
        let failure = message.as_ref().and_then(|message| message.failure.clone()).map(|failure| (failure, true));
        Self {
            id,
            message: ArcRwSignal::new(message),
            writing: ArcRwSignal::default(),
            changing: ArcRwSignal::default(),
            failure: ArcRwSignal::new(failure),
            question,
        }
    }
}

/// The panel's state. A bundle of signals: a copy is as good as the original.
#[derive(Clone, Copy)]
pub(crate) struct Talk {
    /// The workspace around it.
    pub link: WorkspaceLink,
    /// Who is asking.
    pub me: StoredValue<Option<VisitorInfo>>,
    /// Who answers.
    pub model: RwSignal<Option<ModelLabel>>,
    /// The conversation on show; `None` before the first message.
    pub conversation: RwSignal<Option<ConversationId>>,
    /// Its messages.
    pub entries: RwSignal<Vec<Entry>>,
    /// The reply that is being written.
    pub running: RwSignal<Option<MessageId>>,
    /// Whether a message is on its way.
    pub sending: RwSignal<bool>,
    /// Whether the list of conversations is on show.
    pub listing: RwSignal<bool>,
    /// All conversations about this project that were fetched.
    pub conversations: RwSignal<Option<Vec<Conversation>>>,
    /// Where older ones begin.
    pub older: RwSignal<Option<Cursor>>,
    /// What went wrong outside of a reply.
    pub problem: RwSignal<Option<String>>,
    /// What stands in the composer.
    pub words: RwSignal<String>,
    /// Whether the open file goes along.
    pub with_file: RwSignal<bool>,
    /// Grows when the thread should be at its end again.
    pub grown: RwSignal<u32>,
    /// Grows with every wish for what the thread shows: a conversation that arrives for an older wish comes too late.
    wish: StoredValue<u32>,
    /// Grows whenever another reply is followed, or none: a stream that ends after that has nothing to say here.
    pub following: StoredValue<u32>,
}

impl Talk {
    pub(crate) fn new(link: WorkspaceLink) -> Self {
        Self {
            link,
            me: StoredValue::new(visitor().info),
            model: RwSignal::new(None),
            conversation: RwSignal::new(None),
            entries: RwSignal::new(Vec::new()),
            running: RwSignal::new(None),
            sending: RwSignal::new(false),
            listing: RwSignal::new(false),
            conversations: RwSignal::new(None),
            older: RwSignal::new(None),
            problem: RwSignal::new(None),
            words: RwSignal::new(String::new()),
            with_file: RwSignal::new(true),
            grown: RwSignal::new(0),
            wish: StoredValue::new(0),
            following: StoredValue::new(0),
        }
    }

    fn key(self) -> String {
        format!("burnish:chat:{}", self.link.project)
    }

    /// Takes up where this browser was: the last conversation, and the reply that may still be written.
    pub(crate) fn begin(self) {
        spawn_local(async move {
            if let Ok(model) = read_model().await {
                self.link.model.set(words::model(&model));
                self.model.set(Some(model));
            }
        });
        let wish = self.wish.get_value();
        spawn_local(async move {
            let conversation = match recall(&self.key()) {
                // Empty when the person had begun a new one; then the panel stays empty.
                Some(id) => id.parse().ok(),
                None => {
                    let page = list_conversations(self.link.project, None).await.ok();
                    page.and_then(|page| page.items.first().map(|newest| newest.id))
                }
            };
            if let Some(conversation) = conversation {
                // A conversation that is gone is no trouble: the panel is simply empty.
                let _ = self.read(conversation, wish).await;
            }
        });
    }

    /// Fetches the list of conversations.
    pub(crate) fn list(self) {
        self.listing.set(true);
        spawn_local(async move {
            match list_conversations(self.link.project, None).await {
                Ok(page) => {
                    self.older.set(page.next);
                    self.conversations.set(Some(page.items));
                }
                Err(error) => self.problem.set(Some(error.to_string())),
            }
        });
    }

    /// Fetches more of the list.
    pub(crate) fn list_older(self) {
        let Some(after) = self.older.get_untracked() else { return };
        spawn_local(async move {
            match list_conversations(self.link.project, Some(after)).await {
                Ok(page) => {
                    self.older.set(page.next);
                    self.conversations.update(|known| known.get_or_insert_default().extend(page.items));
                }
                Err(error) => self.problem.set(Some(error.to_string())),
            }
        });
    }

    /// Shows an empty thread; the conversation is made with the first message.
    pub(crate) fn start_new(self) {
        self.wish();
        self.leave();
        self.listing.set(false);
        self.conversation.set(None);
        self.entries.set(Vec::new());
        self.problem.set(None);
        remember(&self.key(), "");
        self.link.focus.update(|n| *n += 1);
    }

    /// Shows a conversation.
    pub(crate) fn open(self, conversation: ConversationId) {
        self.listing.set(false);
        let wish = self.wish();
        spawn_local(async move {
            if let Err(sentence) = self.read(conversation, wish).await {
                self.problem.set(Some(sentence));
            }
        });
    }

    /// Deletes a conversation for good.
    pub(crate) fn delete(self, conversation: ConversationId) {
        spawn_local(async move {
            match delete_conversation(conversation).await {
                Ok(()) => {
                    self.conversations.update(|known| {
                        known.get_or_insert_default().retain(|other| other.id != conversation);
                    });
                    if self.conversation.get_untracked() == Some(conversation) {
                        self.leave();
                        self.conversation.set(None);
                        self.entries.set(Vec::new());
                        remember(&self.key(), "");
                    }
                }
                Err(error) => self.problem.set(Some(error.to_string())),
            }
        });
    }

    fn wish(self) -> u32 {
        self.wish.update_value(|wish| *wish += 1);
        self.wish.get_value()
    }

    /// Shows a conversation, unless something else was wished for by the time it arrives.
    async fn read(self, conversation: ConversationId, wish: u32) -> Result<(), String> {
        let thread = read_conversation(conversation).await.map_err(|error| error.to_string())?;
        if self.wish.get_value() != wish {
            return Ok(());
        }
        self.leave();
        let mut question = String::new();
        let mut entries = Vec::with_capacity(thread.messages.len());
        for message in thread.messages {
            let key = message.id.to_string();
            let said = match message.author {
                Author::User => {
                    question.clone_from(&message.text);
                    Said::Person(message.text)
                }
                Author::Assistant => Said::Assistant(Reply::new(message.id, Some(message), question.clone())),
            };
            entries.push(Entry { key, said });
        }
        let running = entries.iter().rev().find_map(|entry| match &entry.said {
            Said::Assistant(reply) if is_running(reply) => Some(reply.clone()),
            _ => None,
        });
        self.entries.set(entries);
        self.conversation.set(Some(conversation));
        self.problem.set(None);
        remember(&self.key(), &conversation.to_string());
        self.grown.update(|n| *n += 1);
        if let Some(reply) = running {
            reply.message.set(None);
            self.listen(reply);
        }
        Ok(())
    }

    /// Sends what stands in the composer.
    pub(crate) fn send(self) {
        let words = self.words.get_untracked().trim().to_owned();
        if words.is_empty() || self.sending.get_untracked() || self.running.get_untracked().is_some() {
            return;
        }
        self.words.set(String::new());
        self.ask(words);
    }

    /// Asks; when it does not get through, the words stand in the composer again.
    pub(crate) fn ask(self, words: String) {
        self.wish();
        self.sending.set(true);
        self.problem.set(None);
        // One name for this message however often it is sent, so that a retry is not a second message.
        let name = fresh_name();
        let entry = Entry { key: name.clone(), said: Said::Person(words.clone()) };
        self.entries.update(|entries| entries.push(entry));
        self.grown.update(|n| *n += 1);
        spawn_local(async move {
            self.wait_for_text().await;
            match self.post(&name, &words).await {
                Ok(id) => {
                    let reply = Reply::new(id, None, words);
                    let entry = Entry { key: id.to_string(), said: Said::Assistant(reply.clone()) };
                    self.entries.update(|entries| entries.push(entry));
                    self.listen(reply);
                }
                Err(sentence) => {
                    self.entries.update(|entries| entries.retain(|entry| entry.key != name));
                    if self.words.with_untracked(String::is_empty) {
                        self.words.set(words);
                    }
                    self.problem.set(Some(sentence));
                }
            }
            self.sending.set(false);
        });
    }

    async fn post(self, name: &str, words: &str) -> Result<MessageId, String> {
        let conversation = match self.conversation.get_untracked() {
            Some(conversation) => conversation,
            None => {
                let ask = StartConversation { project_id: self.link.project, title: None };
                let started = open_conversation(ask).await.map_err(|error| error.to_string())?;
                self.conversation.set(Some(started.id));
                remember(&self.key(), &started.id.to_string());
                started.id
            }
        };
        let file = self.with_file.get_untracked();
        let ask = SendMessage {
            conversation_id: conversation,
            message: words.to_owned(),
            client_id: Some(name.to_owned()),
            file_path: self.link.file_path.get_untracked().filter(|_| file),
            selection: self.link.selection.get_untracked().filter(|_| file),
            line: self.link.line.get_untracked().filter(|_| file),
        };
        match ask_assistant(ask.clone()).await {
            // The answer may have been lost on the way; the same name asks for the same reply.
            Err(ui_kit::Reply::Transport(_)) => {
                pause(600).await;
                ask_assistant(ask).await.map_err(|error| error.to_string())
            }
            other => other.map_err(|error| error.to_string()),
        }
    }

    /// Lets unsaved text reach the server first.
    pub(crate) async fn wait_for_text(self) {
        if !self.link.unsaved.get_untracked() {
            return;
        }
        for _ in 0..SAVE_STEPS {
            if !self.link.unsaved.get_untracked() {
                return;
            }
            pause(50).await;
        }
    }
}

fn is_running(reply: &Reply) -> bool {
    reply.message.with_untracked(|message| message.as_ref().is_some_and(|m| m.state == Some(ReplyState::Running)))
}
