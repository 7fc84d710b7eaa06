//! The analyst behind the port.

use futures::StreamExt;
use futures::executor::block_on;
use ports::model::{Delta, ModelClient, ModelRequest, Speaker, Turn};

use super::club;
use crate::{Analyst, answer};

fn request(question: &str) -> ModelRequest {
    let turns = vec![
        Turn { speaker: Speaker::User, text: "hello".to_owned() },
        Turn { speaker: Speaker::Assistant, text: "I am the built-in analyst.".to_owned() },
        Turn { speaker: Speaker::User, text: question.to_owned() },
    ];
    ModelRequest { turns, files: club(), ..ModelRequest::default() }
}

#[test]
fn the_stream_is_the_answer_and_ends_with_its_usage() {
    let analyst = Analyst::new();
    assert_eq!((analyst.model(), analyst.is_built_in()), ("analyst", true));
    let pieces: Vec<_> =
        block_on(async { analyst.stream(request("change the title to Seeds")).await.unwrap().collect().await });
    let mut text = String::new();
    let mut usage = None;
    for piece in pieces {
        match piece.unwrap() {
            Delta::Text(more) => text.push_str(&more),
            Delta::Done(used) => usage = Some(used),
        }
    }
    assert_eq!(text, answer("change the title to Seeds", &club(), None).text);
    let usage = usage.expect("a stream ends with its usage");
    assert!(usage.input_tokens > 100 && usage.output_tokens > 10 && !usage.reported);
}

#[test]
fn nothing_more_is_read_for_a_reader_that_left() {
    let answer = crate::answer::answer_here("find problems", &club(), None, &|| true);
    assert!(answer.text.contains("larger than I read for one answer"), "{}", answer.text);
}

#[test]
fn many_readers_that_go_away_leave_room_for_the_next() {
    let analyst = Analyst::new();
    block_on(async {
        for _ in 0..20 {
            drop(analyst.stream(request("find problems")).await.unwrap());
        }
        let last: Vec<_> = analyst.stream(request("help")).await.unwrap().collect().await;
        assert!(last.len() >= 2);
    });
}
