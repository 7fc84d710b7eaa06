//! Models behind HTTP. One wire so far: OpenAI's chat completions, which many servers speak, Ollama's too.
//!
//! `wire.rs` mirrors the vendor's JSON, `translate.rs` is pure and tested on recorded bytes, `transport.rs` is the only
//! place that sends.
mod openai_chat;
mod transport;

pub use openai_chat::OpenAiChat;
