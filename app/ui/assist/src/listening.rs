//! Following a reply to its end: over broken lines, until it is stopped, at the pace of the screen.
use std::{cell::RefCell, rc::Rc};

use assist_contract::{ReplyEvent, ReplyState};
use leptos::{prelude::*, task::spawn_local};
use web_sys::AbortController;

use crate::{
    browser::pause,
    server_fns::{read_conversation, stop_reply},
    stream::{Ended, follow},
    talk::{Reply, Talk},
};

/// How often a broken line is taken up again before the person is asked, and the first wait, which doubles.
const RETRIES: (u32, i32) = (5, 400);
/// A stopped reply that has not ended by then is cut off here.
const STOP_MS: i32 = 400;

thread_local! {
    /// What ends the stream that is being read.
    static ABORT: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

impl Talk {
    /// Follows a reply to its end, over broken lines.
    pub(crate) fn listen(self, reply: Reply) {
        self.running.set(Some(reply.id));
        self.following.update_value(|number| *number += 1);
        let following = self.following.get_value();
        let Ok(abort) = AbortController::new() else { return };
        ABORT.set(Some(abort.clone()));
        spawn_local(async move {
            let heard = Rc::new(RefCell::new(0_u64));
            let (retries, first_wait) = RETRIES;
            let mut tries = 0;
            let ended = loop {
                let before = *heard.borrow();
                let writer = Writer::new(self, reply.clone());
                let count = Rc::clone(&heard);
                let ended = follow(reply.id, before, &abort, move |number, event| {
                    *count.borrow_mut() = number;
                    writer.hear(event);
                })
                .await;
                if ended != Ended::Broken || abort.signal().aborted() {
                    break ended;
                }
                tries = if *heard.borrow() > before { 1 } else { tries + 1 };
                if tries > retries {
                    break ended;
                }
                pause(first_wait << tries.min(4)).await;
            };
            // Whoever left the conversation needs nothing more of this reply; it goes on on the server.
            let is_here = self.following.get_value() == following;
            if is_here {
                self.running.set(None);
                // An error event ends the stream as well, but what is kept of the reply only the conversation tells.
                if ended != Ended::Finished || reply.message.with_untracked(Option::is_none) {
                    self.catch_up(&reply, abort.signal().aborted()).await;
                }
            }
            self.grown.update(|n| *n += 1);
        });
    }

    /// Reads a reply whose stream did not come to its end.
    async fn catch_up(self, reply: &Reply, was_cut: bool) {
        let Some(conversation) = self.conversation.get_untracked() else { return };
        let found = read_conversation(conversation).await.ok();
        let message = found.and_then(|thread| thread.messages.into_iter().find(|message| message.id == reply.id));
        match message {
            Some(message) if message.state != Some(ReplyState::Running) => reply.message.set(Some(message)),
            _ if was_cut => reply.failure.set(Some(("Stopped. What was written stays.".to_owned(), false))),
            _ if reply.failure.with_untracked(Option::is_some) => {}
            _ => {
                let words = "The line to the server broke. The assistant may still be writing; open the conversation \
                             again in a moment."
                    .to_owned();
                reply.failure.set(Some((words, true)));
            }
        }
    }

    /// Stops the reply that is being written, here within half a second and on the server.
    pub(crate) fn stop(self) {
        let Some(reply) = self.running.get_untracked() else { return };
        spawn_local(async move {
            let told = stop_reply(reply).await;
            if let Err(error) = told {
                self.problem.set(Some(error.to_string()));
            }
        });
        spawn_local(async move {
            pause(STOP_MS).await;
            if self.running.get_untracked() == Some(reply) {
                cut();
            }
        });
    }

    /// Stops listening without stopping the reply: it goes on on the server.
    pub(crate) fn leave(self) {
        self.following.update_value(|number| *number += 1);
        self.running.set(None);
        cut();
    }
}

fn cut() {
    if let Some(abort) = ABORT.take() {
        abort.abort();
    }
}

/// Puts what arrives into the reply, at most once per frame: a quick model writes more often than a screen can show.
struct Writer {
    talk: Talk,
    reply: Reply,
    waiting: Rc<RefCell<String>>,
}

impl Writer {
    fn new(talk: Talk, reply: Reply) -> Self {
        Self { talk, reply, waiting: Rc::default() }
    }

    fn hear(&self, event: ReplyEvent) {
        match event {
            ReplyEvent::Token { text } => {
                let is_first = self.waiting.borrow().is_empty();
                self.waiting.borrow_mut().push_str(&text);
                if is_first {
                    let (waiting, writing) = (Rc::clone(&self.waiting), self.reply.writing.clone());
                    let grown = self.talk.grown;
                    let _ = request_animation_frame(move || {
                        let text = waiting.take();
                        writing.update(|words| words.push_str(&text));
                        grown.update(|n| *n += 1);
                    });
                }
            }
            ReplyEvent::Change { path } => self.reply.changing.set(Some(path)),
            ReplyEvent::Complete { message } => {
                let failure = message.failure.clone().map(|failure| (failure, true));
                self.reply.failure.set(failure);
                self.reply.message.set(Some(*message));
            }
            ReplyEvent::Error { message, retryable, .. } => self.reply.failure.set(Some((message, retryable))),
        }
    }
}
