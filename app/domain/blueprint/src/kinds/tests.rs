//! What the kinds read from descriptions, and what their projects then hold.

use crate::plan::{FieldType, Kind, Plan, SourceFile};
use crate::{check, compose, read};

fn plan(description: &str, kind: Kind) -> Plan {
    let plan = read(description);
    assert_eq!(plan.kind, kind, "{description}");
    assert_eq!(check(&plan), Ok(()), "{description}");
    plan
}

fn file(plan: &Plan, path: &str) -> String {
    let files: Vec<SourceFile> = compose(plan);
    files.into_iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} is missing")).text
}

fn has(plan: &Plan, path: &str) -> bool {
    compose(plan).iter().any(|file| file.path == path)
}

#[test]
fn each_game_has_rules_of_its_own() {
    let games = [
        ("a snake game", "snake"),
        ("breakout", "breakout"),
        ("pong", "pong"),
        ("a space shooter", "shooter"),
        ("an endless runner", "jump"),
        ("a memory game", "memory"),
        ("tic-tac-toe", "tic-tac-toe"),
    ];
    let mut rules = Vec::new();
    for (description, name) in games {
        let plan = plan(description, Kind::Game);
        assert_eq!(plan.detail("game", ""), name);
        let text = file(&plan, "src/game.ts");
        assert!(!rules.contains(&text), "{name} is another game again");
        rules.push(text);
    }
}

#[test]
fn a_game_follows_its_wishes() {
    let slow = plan("a slow snake game", Kind::Game);
    let fast = plan("a fast snake game with 3 lives, without walls, and a leaderboard", Kind::Game);
    let rules = file(&fast, "src/rules.ts");
    assert!(file(&slow, "src/rules.ts").contains("speed: 0.7, lives: 1, wrap: false"));
    assert!(rules.contains("speed: 1.5, lives: 3, wrap: true"), "{rules}");
    assert!(file(&fast, "index.html").contains("for=\"player\""));
    assert!(!file(&slow, "index.html").contains("for=\"player\""));
}

#[test]
fn a_game_without_a_part_is_told() {
    let plan = plan("a chess game", Kind::Game);
    assert!(plan.unmet.iter().any(|unmet| unmet.words == "chess"), "{:?}", plan.unmet);
}

#[test]
fn memory_cards_show_the_words_of_the_description() {
    let plan = plan("a memory game with pairs: fox, owl and hare", Kind::Game);
    assert!(file(&plan, "src/rules.ts").contains(r#"["fox", "owl", "hare"]"#));
    let many =
        Plan { details: [("game", "memory"), ("pairs", "99")].map(|(a, b)| (a.into(), b.into())).into(), ..plan };
    assert_eq!(file(&many, "src/rules.ts").matches("\", \"").count(), 17);
}

#[test]
fn a_quiz_asks_what_was_supplied_and_nothing_else() {
    let plan = plan(
        "A quiz, in order, 20 seconds each.\nQ: Home of the Moomins? A: Finland (Sweden, Norway)\nQ: 2 <b> 3? A: yes",
        Kind::Quiz,
    );
    let examples = file(&plan, "src/examples.ts");
    assert!(
        examples.contains(r#"question: "Home of the Moomins?", answer: "Finland", otherAnswers: "Sweden\nNorway""#),
        "{examples}"
    );
    assert!(!examples.contains("<b>"), "{examples}");
    let rules = file(&plan, "src/rules.ts");
    assert!(rules.contains("shuffle: false") && rules.contains("seconds: 20"), "{rules}");
    assert!(file(&plan, "src/main.ts").contains("firstExamples: true"));
}

#[test]
fn a_quiz_over_sums_brings_its_generator() {
    let sums = plan("a maths quiz with multiplication up to 12, 15 questions", Kind::Quiz);
    assert!(file(&sums, "src/rules.ts").contains("signs: [\"×\"], most: 12, count: 15"));
    assert!(has(&sums, "tests/arithmetic.test.ts"));
    assert!(!has(&plan("a quiz about rivers", Kind::Quiz), "src/arithmetic.ts"));
}

#[test]
fn a_quiz_over_records_keeps_their_fields() {
    let plan = plan("A quiz over quarps. Each quarp has a blenk, a mass in kg and a trask (wet, dry).", Kind::Quiz);
    let entity = plan.entity.expect("quarps");
    let labels: Vec<&str> = entity.fields.iter().map(|field| field.label.as_str()).collect();
    assert_eq!((entity.singular.as_str(), labels.as_slice()), ("quarp", &["Blenk", "Mass", "Trask"][..]));
}

#[test]
fn a_blog_has_the_parts_that_were_wished_for() {
    let all = plan("a blog with tags, drafts, comments, reading time and RSS", Kind::Blog);
    let plain = plan("a blog", Kind::Blog);
    for path in ["src/feed.ts", "src/comments.ts"] {
        assert!(has(&all, path) && !has(&plain, path), "{path}");
    }
    assert!(all.field("draft").is_some_and(|field| field.field_type == FieldType::Checkbox));
    assert!(
        file(&all, "src/view.ts").contains("minutesToRead") && !file(&plain, "src/view.ts").contains("minutesToRead")
    );
    assert!(all.unmet.iter().any(|unmet| unmet.words.contains("comments")));
}

#[test]
fn a_portfolio_says_whose_it_is() {
    let plan = plan("Portfolio for Jonas Berg, an architect in Oslo, contact jonas@berg.example", Kind::Portfolio);
    assert_eq!(plan.title, "Jonas Berg");
    let page = file(&plan, "index.html");
    assert!(page.contains("An architect in Oslo") && page.contains("mailto:jonas@berg.example"));
}

#[test]
fn charts_follow_the_description() {
    let plan = plan(
        "Dashboard for visits: each visit has a town, a cost in euro and a day (date); donut chart of cost by town",
        Kind::Dashboard,
    );
    let list = file(&plan, "src/chart-list.ts");
    assert!(list.contains(r#"{ kind: "donut", title: "Cost by town", of: "cost", by: "town" }"#), "{list}");
    assert_eq!(list.matches("kind:").count(), 1, "{list}");
}

#[test]
fn a_chart_that_names_a_missing_field_is_left_out() {
    let mut plan = plan("a dashboard for sales with amount, region and date", Kind::Dashboard);
    plan.details.insert("chart1".to_owned(), "bar of nothing by nowhere".to_owned());
    let list = file(&plan, "src/chart-list.ts");
    assert!(!list.contains("nowhere") && list.contains("kind:"), "{list}");
}

#[test]
fn a_chat_has_rules_and_claims_no_more() {
    let plan =
        plan("An AI chat with a bot called Pip, quick replies: Yes, No\nQ: opening hours? A: Nine to five", Kind::Chat);
    let settings = file(&plan, "src/settings.ts");
    assert!(settings.contains(r#"{ when: "opening hours", reply: "Nine to five" }"#), "{settings}");
    assert!(
        settings.contains(r#"quickReplies = ["Yes", "No"]"#) && settings.contains(r#"other = "Pip""#),
        "{settings}"
    );
    assert!(plan.unmet.iter().any(|unmet| unmet.words == "AI"), "{:?}", plan.unmet);
    assert!(file(&plan, "index.html").contains("No language model is involved"));
}

#[test]
fn people_who_chat_by_turns_need_no_rules() {
    let plan = plan("a chat between Ada and Ben", Kind::Chat);
    assert!(file(&plan, "index.html").contains("<option>Ada</option><option>Ben</option>"));
    assert!(!has(&plan, "src/replies.ts"));
}

#[test]
fn a_landing_pages_form_asks_for_what_was_listed() {
    let cases: [(&str, &[&str]); 8] = [
        ("A sign-up form with trelk, vossin rate and mub.", &["Trelk", "Vossin rate", "Mub"]),
        ("A sign-up form with e-mail, trelk, pricing and an FAQ.", &["E-mail", "Trelk"]),
        ("A newsletter form asking for trelk and mub (optional), in dark green.", &["Trelk", "Mub"]),
        ("A sign-up form with a blue button.", &["Name", "E-mail"]),
        ("A sign-up form for the summer school.", &["Name", "E-mail"]),
        ("A sign-up form for name and trelk.", &["Name", "Trelk"]),
        ("A waiting list that asks for company and size (small, medium, large).", &["Company", "Size"]),
        ("A contact form with dark mode.", &["Name", "E-mail", "Message"]),
    ];
    for (form, labels) in cases {
        let plan = plan(&format!("A landing page for the Teaflow kettle. {form}"), Kind::LandingPage);
        let entity = plan.entity.as_ref().unwrap();
        let found: Vec<&str> = entity.fields.iter().map(|field| field.label.as_str()).collect();
        assert_eq!(found, labels, "{form}");
        for field in &entity.fields {
            assert_eq!(field.required, !form.contains(&format!("{} (optional)", field.label.to_lowercase())), "{form}");
        }
    }
}

#[test]
fn a_landing_page_shows_what_was_given_and_makes_nothing_up() {
    let plan = plan(
        "A landing page for Teaflow, a box of rare teas, with features: hand-picked leaves, free shipping; prices: Small 12 €, Large 19 € per month; \
         testimonials; newsletter form with name and e-mail.",
        Kind::LandingPage,
    );
    let page = file(&plan, "index.html");
    for text in ["A box of rare teas.", "Hand-picked leaves", "Free shipping", "12 €", "per month", "Subscribe"] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!page.contains("<blockquote>"));
    assert!(plan.unmet.iter().any(|unmet| unmet.words.contains("testimonial")));
    let entity = plan.entity.expect("the form's entity");
    assert_eq!(entity.fields.iter().map(|field| field.label.as_str()).collect::<Vec<_>>(), ["Name", "E-mail"]);
}

#[test]
fn real_quotations_are_shown_with_their_names() {
    let plan = plan("Landing page for Teaflow. \"Best tea I ever had at home\" — Ana Reyes, baker", Kind::LandingPage);
    let page = file(&plan, "index.html");
    assert!(
        page.contains("<blockquote>Best tea I ever had at home</blockquote><figcaption>Ana Reyes, baker</figcaption>"),
        "{page}"
    );
}

#[test]
fn sections_come_in_the_order_of_the_plan() {
    let mut plan = plan("a landing page for a bakery", Kind::LandingPage);
    plan.pages = ["Contact", "Questions", "Opening hours"].map(str::to_owned).to_vec();
    let page = file(&plan, "index.html");
    let at = |id: &str| page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{id}"));
    assert!(at("contact") < at("questions") && at("questions") < at("opening-hours"));
    assert!(page.contains("id=\"sign-up-form\""), "the script needs the form");
}
