//! One thread: what was said, and what can be done with it.
use collab_contract::{Comment, RoomDetails, RoomRole};
use leptos::prelude::*;
use ui_kit::{Time, kept};

use super::{Thread, field::words_field};
use crate::people::dot;

/// A thread with its answers.
pub(super) fn thread_view(details: &RoomDetails, thread: &Thread<'_>) -> AnyView {
    let first = thread.first;
    let place = if first.is_detached {
        view! { <span class="kit-chip" data-state="warn">"On text that was deleted"</span> }.into_any()
    } else {
        view! { <span class="kit-chip kit-chip-mono">{format!("line {}", first.line_number)}</span> }.into_any()
    };
    let settled = first.is_resolved.then(|| {
        let words = match &first.resolved_by {
            Some(name) => format!("Settled by {name}"),
            None => "Settled".to_owned(),
        };
        view! {
            <span class="kit-chip" data-state="ok">
                <span class="kit-dot"></span>
                <span>{words}</span>
            </span>
        }
    });
    let quote = (!first.quote.is_empty()).then(|| view! { <pre class="collab-quote">{first.quote.clone()}</pre> });
    let answers = thread.answers.iter().map(|answer| view! { <li>{said(details, answer, false)}</li> }).collect_view();
    let answers = (!thread.answers.is_empty()).then(|| view! { <ol class="collab-answers">{answers}</ol> });
    let others_answered = thread.answers.iter().any(|answer| answer.user_id != Some(details.me));
    let actions = (details.role >= RoomRole::Editor).then(|| actions(details, first));
    view! {
        <article class="collab-thread" id=format!("comment-{}", first.id)>
            <div class="collab-thread-head">{place} {settled}</div>
            {quote}
            {said(details, first, others_answered)}
            {answers}
            {actions}
        </article>
    }
    .into_any()
}

/// One comment. Its words are text, never markup.
fn said(details: &RoomDetails, comment: &Comment, others_answered: bool) -> AnyView {
    let author = details.participants.iter().find(|person| Some(person.id) == comment.user_id);
    let colour = author.map(|person| dot(&person.cursor_color));
    let is_mine = comment.user_id == Some(details.me) && details.role >= RoomRole::Editor;
    // A thread that others have answered is the owner's to delete.
    let may_delete = details.role == RoomRole::Owner || (is_mine && !others_answered);
    view! {
        <div class="collab-said">
            <div class="collab-by">
                {colour} <strong>{comment.author_name.clone()}</strong> <Time at=comment.created_at />
                {may_delete.then(|| delete_form(details, comment))}
            </div>
            <p class="collab-words">{comment.content.clone()}</p>
            {is_mine.then(|| reword_form(details, comment))}
        </div>
    }
    .into_any()
}

/// Other words for one's own comment. What was refused stands in the field again.
fn reword_form(details: &RoomDetails, comment: &Comment) -> AnyView {
    let was_kept = kept("reworded") == comment.id.to_string();
    let words = if was_kept { kept("words") } else { comment.content.clone() };
    let field = format!("words-{}", comment.id);
    view! {
        <details class="collab-reword" open=was_kept>
            <summary class="kit-button kit-button-quiet kit-button-small" aria-label="Change your comment">
                "Change"
            </summary>
            <form class="kit-form" method="post" action="/rooms/reword-comment">
                <input type="hidden" name="room" value=details.room.id.to_string() />
                <input type="hidden" name="comment" value=comment.id.to_string() />
                <input type="hidden" name="thread" value=comment.parent_id.unwrap_or(comment.id).to_string() />
                <div class="kit-field">
                    <label class="kit-label" for=field.clone()>
                        "Your words"
                    </label>
                    {words_field(details.room.id, field, "3", None, words)}
                </div>
                <div class="kit-actions">
                    <button class="kit-button kit-button-small kit-button-primary">"Save words"</button>
                </div>
            </form>
        </details>
    }
    .into_any()
}

fn delete_form(details: &RoomDetails, comment: &Comment) -> AnyView {
    let what = if comment.parent_id.is_none() { "The whole thread goes." } else { "Only this answer goes." };
    view! {
        <details class="kit-menu-host collab-delete">
            <summary
                class="kit-button kit-button-quiet kit-button-small"
                aria-label=format!("Delete the comment of {}", comment.author_name)
            >
                "Delete"
            </summary>
            <form class="kit-menu kit-menu-end" method="post" action="/rooms/delete-comment">
                <input type="hidden" name="room" value=details.room.id.to_string() />
                <input type="hidden" name="comment" value=comment.id.to_string() />
                <p class="kit-menu-label">{what}</p>
                <button class="kit-menu-item kit-menu-item-danger">"Yes, delete"</button>
            </form>
        </details>
    }
    .into_any()
}

fn actions(details: &RoomDetails, first: &Comment) -> AnyView {
    let room = details.room.id.to_string();
    let thread = first.parent_id.unwrap_or(first.id);
    let was_kept = kept("thread") == thread.to_string();
    let words = if was_kept { kept("reply") } else { String::new() };
    let field = format!("reply-{}", first.id);
    // The state of a thread stands on its first comment; without that, it cannot be turned round here.
    let settle = first.parent_id.is_none().then(|| {
        let (value, words) = if first.is_resolved { ("false", "Open again") } else { ("true", "Settle") };
        view! {
            <form method="post" action="/rooms/resolve">
                <input type="hidden" name="room" value=room.clone() />
                <input type="hidden" name="comment" value=first.id.to_string() />
                <input type="hidden" name="resolved" value=value />
                <button class="kit-button kit-button-small">{words}</button>
            </form>
        }
    });
    view! {
        <div class="collab-actions">
            {settle} <details class="collab-reply" open=was_kept>
                <summary class="kit-button kit-button-small">"Reply"</summary>
                <form class="kit-form" method="post" action="/rooms/reply">
                    <input type="hidden" name="room" value=room.clone() />
                    <input type="hidden" name="comment" value=thread.to_string() />
                    <div class="kit-field">
                        <label class="kit-label" for=field.clone()>
                            "Your answer"
                        </label>
                        {words_field(details.room.id, field, "2", None, words)}
                    </div>
                    <div class="kit-actions">
                        <button class="kit-button kit-button-small kit-button-primary">"Send answer"</button>
                    </div>
                </form>
            </details>
        </div>
    }
    .into_any()
}
