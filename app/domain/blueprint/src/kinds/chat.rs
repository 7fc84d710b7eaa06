//! The face of a chat. Nothing in it understands anything: the other side follows rules that people write, and says so.

use super::Recipe;
use super::said;
use super::wishes::{detail, truth, unmet, used, used_words, when};
use crate::compose::Project;
use crate::plan::{Plan, Storage};
use crate::reading::Description;
use crate::reading::nouns::capital;
use crate::template::{html, js, js_list};

pub(crate) struct Chat;

impl Recipe for Chat {
    fn vocabulary(&self) -> &'static [(&'static str, u32)] {
        &[
            ("chat", 12),
            ("chatbot", 14),
            ("chat bot", 14),
            ("messenger", 12),
            ("messaging", 9),
            ("conversation", 7),
            ("message", 4),
            ("bot", 5),
            ("chat ui", 14),
            ("chat interface", 14),
            ("whatsapp", 10),
            ("reply", 3),
            ("typing indicator", 6),
        ]
    }

    fn complete(&self, description: &Description, plan: &mut Plan) {
        plan.entity = None;
        read_people(description, plan);
        read_replies(description, plan);
        if plan.summary.is_empty() {
            let people: Vec<&str> = plan.detail("people", "").lines().collect();
            plan.summary = match people.split_last() {
                Some((last, first)) => {
                    format!("A chat in which {} and {last} write by turns, kept in this browser.", first.join(", "))
                }
                None => format!("A chat in which {} answers by rules that you write.", plan.detail("other", "an echo")),
            };
        }
        if let Some(found) = description.find(&["export", "download", "save the conversation", "as text"]) {
            used(plan, description, &found, "A conversation can be saved as a text file");
            detail(plan, "export", "yes");
        }
        if let Some(found) = description.find_negated(&["typing", "typing indicator"]) {
            used(plan, description, &found, "Answers come at once");
            detail(plan, "typing", "no");
        }
        if let Some(found) = description.find(&["bubble"]) {
            used(plan, description, &found, "Messages stand in bubbles");
            detail(plan, "look", "bubbles");
        } else if let Some(found) = description.find(&["compact", "irc", "terminal", "plain list", "slack"]) {
            used(plan, description, &found, "Messages stand in plain lines");
            detail(plan, "look", "lines");
        }
        for (words, reason) in [
            (
                &[
                    "ai",
                    "gpt",
                    "chatgpt",
                    "llm",
                    "language model",
                    "claude",
                    "artificial intelligence",
                    "openai",
                    "assistant",
                ][..],
                "No language model is part of the project. Answers follow rules that you write on the page.",
            ),
            (
                &["group chat", "real time", "realtime", "multi user", "websocket", "other people"][..],
                "Messages to other people need a server. Everything stays in this browser.",
            ),
            (&["voice", "video call", "call", "audio"][..], "There is only text."),
        ] {
            let found = description.find(words);
            if let Some(found) = found {
                let words = description.words(&found).to_owned();
                unmet(plan, &words, reason);
            }
        }
    }

    fn compose(&self, plan: &Plan, project: &mut Project) {
        let people: Vec<&str> =
            plan.detail("people", "You").lines().filter(|name| !name.trim().is_empty()).take(8).collect();
        let people = if people.is_empty() { vec!["You"] } else { people };
        let alone = people.len() == 1;
        let replies = alone || !plan.detail("other", "").is_empty();
        let other = plan.detail("other", "Echo");
        let quick: Vec<&str> = plan.detail("quick", "").lines().filter(|line| !line.trim().is_empty()).collect();
        let rules: Vec<String> = plan
            .details
            .iter()
            .filter(|(name, _)| name.starts_with("rule"))
            .filter_map(|(_, value)| value.split_once('\n'))
            .map(|(when, reply)| format!("  {{ when: {}, reply: {} }},", js(when), js(reply)))
            .collect();
        project.value("replies", when(replies));
        project.value("no_replies", when(!replies));
        project.value("export", when(plan.detail("export", "") == "yes"));
        project.value("quick", when(!quick.is_empty()));
        project.value("several", when(!alone));
        project.value("people", js_list(people.iter().copied()));
        let options: Vec<String> = people.iter().map(|name| format!("<option>{}</option>", html(name))).collect();
        project.value("people_options", options.join(""));
        project.value("other", other);
        project.value("greeting", plan.detail("greeting", ""));
        project.value("fallback", if plan.detail("fallback", "echo") == "silence" { "" } else { "You said: {text}" });
        project.value("first_rules", rules.join("\n"));
        project.value("quick_replies", js_list(quick.iter().copied()));
        project.value("typing_ms", if plan.detail("typing", "yes") == "no" { "0" } else { "700" });
        project.value("look", if plan.detail("look", "bubbles") == "lines" { "lines" } else { "bubbles" });
        project.value("keeps", truth(plan.storage == Storage::Browser));
        project.value("forgetful", when(plan.storage == Storage::None));
        project.page(include_str!("../../templates/chat/page.html"));
        project.module(
            "main",
            "the page: conversations and the open one",
            include_str!("../../templates/chat/main.ts"),
        );
        project.module(
            "conversations",
            "everything that can happen to conversations: begin here",
            include_str!("../../templates/chat/conversations.ts"),
        );
        project.module("settings", "names, greeting and first rules", include_str!("../../templates/chat/settings.ts"));
        project.module("dom", "one short way to make elements", include_str!("../../templates/records/dom.ts"));
        project.module("keep", "keeps one value in the browser", include_str!("../../templates/parts/keep.ts"));
        project.module(
            "toast",
            "one quiet message at the foot of the page",
            include_str!("../../templates/parts/toast.ts"),
        );
        project.test(
            "conversations",
            "tests of conversations",
            include_str!("../../templates/chat/conversations.test.ts"),
        );
        if replies {
            project.module("replies", "how the other side answers", include_str!("../../templates/chat/replies.ts"));
            project.module(
                "rule-editor",
                "the dialog for the rules",
                include_str!("../../templates/chat/rule-editor.ts"),
            );
            project.test("replies", "tests of the rules", include_str!("../../templates/chat/replies.test.ts"));
        }
        project.style(include_str!("../../templates/chat/style.css"));
    }
}

/// "between Ada and Ben", "a bot called Pip".
fn read_people(description: &Description, plan: &mut Plan) {
    let tokens = description.tokens();
    let text = description.text();
    let name_at = |at: usize| {
        tokens.get(at).map(|token| &text[token.span.clone()]).filter(|word| word.starts_with(char::is_uppercase))
    };
    if let Some(found) = description.find(&["between", "people", "members", "participants", "users"]) {
        let mut names: Vec<String> = Vec::new();
        let mut at = found.end;
        let mut end = found.end;
        while let Some(token) = tokens.get(at) {
            if let Some(name) = name_at(at) {
                names.push(name.to_owned());
                end = at + 1;
            } else if !matches!(token.lower.as_str(), "," | "and" | ":" | "&" | "called" | "named") {
                break;
            }
            at += 1;
        }
        if names.len() > 1 {
            let words = description.words(&crate::reading::Found { start: found.start, end }).to_owned();
            used_words(plan, &words, format!("{} write by turns", names.join(", ")));
            detail(plan, "people", &names.join("\n"));
            if let (true, Some((last, first))) = (plan.title.is_empty(), names.split_last()) {
                plan.title = format!("{} and {last}", first.join(", ")).chars().take(crate::check::MAX_TITLE).collect();
            }
        }
    }
    let bot = [
        "bot called",
        "bot named",
        "chatbot called",
        "chatbot named",
        "assistant called",
        "assistant named",
        "partner called",
    ];
    let named = description.find(&bot).and_then(|found| name_at(found.end).map(|name| (found, name.to_owned())));
    if let Some((found, name)) = named {
        let words = format!("{} {name}", description.words(&found));
        used_words(plan, &words, format!("The other side is called {name}"));
        detail(plan, "other", &name);
        // A title that was taken from the same words would name the page after the bot, which is fine, so it stays.
    }
}

/// Rules ("hello" = "Hi there"), quick replies and a greeting.
fn read_replies(description: &Description, plan: &mut Plan) {
    let pairs = said::pairs(description.text());
    for (index, pair) in pairs.iter().enumerate() {
        detail(
            plan,
            &format!("rule{:02}", index + 1),
            &format!("{}\n{}", pair.question.trim_end_matches('?'), pair.answer),
        );
    }
    if let Some(first) = pairs.first() {
        used_words(
            plan,
            &first.question,
            format!("There {} from the description", if pairs.len() == 1 { "is 1 rule" } else { "are rules" }),
        );
    }
    if let Some((words, items)) = said::items_after(
        description.text(),
        &["quick replies", "quick reply", "quick answers", "suggested replies", "suggestions"],
    ) {
        let items: Vec<String> = items.iter().map(|item| capital(item)).collect();
        used_words(plan, &words, format!("There are buttons for {}", items.join(", ")));
        detail(plan, "quick", &items.join("\n"));
    }
    if let (Some(found), Some((greeting, place))) =
        (description.find(&["greet", "greeting", "welcome", "start with", "say"]), description.quoted())
        && place.start >= found.end
        && place.start < found.end + 8
    {
        used(plan, description, &place, "A new conversation starts with these words");
        detail(plan, "greeting", &greeting);
    }
    if let Some(found) = description.find_negated(&["echo"]) {
        used(plan, description, &found, "Without a fitting rule there is no answer");
        detail(plan, "fallback", "silence");
    } else if let Some(found) = description.find(&["echo", "echoes", "repeat"]) {
        used(plan, description, &found, "Without a fitting rule the words are repeated");
        detail(plan, "fallback", "echo");
    }
}
