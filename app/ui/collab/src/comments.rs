//! Threads about lines.
mod field;
mod form;
mod thread;

use std::collections::BTreeMap;

use collab_contract::{Comment, RoomDetails, RoomRole};
use kernel::Page;
use leptos::prelude::*;
use ui_kit::paths;

use field::offered;
use form::new_comment;
use thread::thread_view;

/// A first comment with its answers, oldest first.
pub(crate) struct Thread<'a> {
    /// The first comment. On later pages it can be an answer whose thread began on an earlier one.
    pub first: &'a Comment,
    /// What was said to it.
    pub answers: Vec<&'a Comment>,
}

/// The section about comments. `is_later` when this is not the first page of them.
pub(crate) fn threads(details: &RoomDetails, page: &Page<Comment>, is_later: bool) -> AnyView {
    let writes = details.role >= RoomRole::Editor;
    let list = if page.items.is_empty() {
        let words = if writes {
            "Nobody has commented yet. Choose a file and a line below to begin a thread."
        } else {
            "Nobody has commented yet."
        };
        view! { <p class="collab-note">{words}</p> }.into_any()
    } else {
        by_file(&page.items)
            .into_iter()
            .map(|(path, threads)| file_view(details, path, &threads))
            .collect_view()
            .into_any()
    };
    view! {
        <section class="collab-part" aria-labelledby="comments">
            <h2 id="comments">"Comments"</h2>
            {list}
            {pages(details, page, is_later)}
            {writes.then(|| new_comment(details))}
            {writes.then(offered)}
        </section>
    }
    .into_any()
}

fn pages(details: &RoomDetails, page: &Page<Comment>, is_later: bool) -> Option<AnyView> {
    let here = paths::room(details.room.id);
    let first = is_later.then(|| view! { <a class="kit-button" href=format!("{here}#comments")>"First comments"</a> });
    let next = page.next.as_ref().map(|next| {
        view! { <a class="kit-button" href=format!("{here}?comments={}#comments", next.0)>"Later comments"</a> }
    });
    let any = first.is_some() || next.is_some();
    any.then(|| {
        view! {
            <nav class="kit-pages" aria-label="Pages of comments">
                {first} {next}
            </nav>
        }
        .into_any()
    })
}

fn file_view(details: &RoomDetails, path: &str, threads: &[Thread<'_>]) -> AnyView {
    let threads = threads.iter().map(|thread| thread_view(details, thread)).collect_view();
    view! {
        <div class="collab-file">
            <h3 class="kit-mono" title=path.to_owned()>
                {path.to_owned()}
            </h3>
            {threads}
        </div>
    }
    .into_any()
}

/// Threads by the file that they are about.
fn by_file(comments: &[Comment]) -> BTreeMap<&str, Vec<Thread<'_>>> {
    let mut files: BTreeMap<&str, Vec<Thread<'_>>> = BTreeMap::new();
    for comment in comments {
        let threads = files.entry(comment.file_path.as_str()).or_default();
        let at = comment.parent_id.and_then(|parent| {
            threads.iter().position(|thread| thread.first.id == parent || thread.first.parent_id == Some(parent))
        });
        match at {
            Some(at) => threads[at].answers.push(comment),
            None => threads.push(Thread { first: comment, answers: Vec::new() }),
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use kernel::{CommentId, RoomId, Timestamp};

    use super::*;

    fn id(n: u8) -> CommentId {
        format!("018f0000-0000-7000-8000-0000000000{n:02}").parse().expect("an id")
    }

    fn comment(n: u8, path: &str, parent: Option<u8>) -> Comment {
        let room_id: RoomId = "018f0000-0000-7000-8000-000000000099".parse().expect("an id");
        Comment {
            id: id(n),
            room_id,
            file_id: None,
            file_path: path.into(),
            line_number: 1,
            start_offset: 0,
            end_offset: 1,
            anchor_version: 1,
            quote: String::new(),
            is_detached: false,
            user_id: None,
            author_name: "Gus".into(),
            content: "Words".into(),
            parent_id: parent.map(id),
            is_resolved: false,
            resolved_by: None,
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            mentions: Vec::new(),
        }
    }

    #[test]
    fn answers_stand_below_their_thread_also_when_it_began_earlier() {
        let comments = [
            comment(1, "b.ts", None),
            comment(2, "a.ts", None),
            comment(3, "b.ts", Some(1)),
            comment(4, "a.ts", Some(9)),
            comment(5, "a.ts", Some(9)),
        ];
        let shape: Vec<(&str, Vec<usize>)> = by_file(&comments)
            .into_iter()
            .map(|(path, threads)| (path, threads.iter().map(|thread| thread.answers.len()).collect()))
            .collect();
        assert_eq!(shape, [("a.ts", vec![0, 1]), ("b.ts", vec![1])]);
    }
}
