//! Operations as JSON: a list in which a positive number keeps, a negative one deletes and a string inserts.
use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
    ser::SerializeSeq,
};

use crate::{
    builder::Builder,
    op::{Op, Part},
};

impl Serialize for Op {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.runs.len()))?;
        for part in self.parts() {
            match part {
                Part::Retain(units) => list.serialize_element(&units)?,
                Part::Insert(text) => list.serialize_element(text)?,
                Part::Delete(units) => list.serialize_element(&-i64::from(units))?,
            }
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for Op {
    /// Takes any order and comes out in normal form. What is kept at the end may be said, and is forgotten.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Steps)
    }
}

struct Steps;

impl<'de> Visitor<'de> for Steps {
    type Value = Op;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of steps: n keeps, -n deletes, \"text\" inserts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Op, A::Error> {
        let mut op = Builder::default();
        while let Some(step) = list.next_element::<Step>()? {
            let added = match step {
                Step::Number(units) if units >= 0 => u32::try_from(units).ok().map(|units| op.retain(units)),
                Step::Number(units) => u32::try_from(units.unsigned_abs()).ok().map(|units| op.delete(units)),
                Step::Text(text) => Some(op.insert(&text)),
            };
            added.ok_or_else(|| A::Error::custom("a step is longer than any text"))?.map_err(A::Error::custom)?;
        }
        Ok(op.done())
    }
}

enum Step {
    Number(i64),
    Text(String),
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneStep;
        impl Visitor<'_> for OneStep {
            type Value = Step;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number or a string")
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Step, E> {
                Ok(Step::Number(number))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Step, E> {
                i64::try_from(number).map(Step::Number).map_err(|_| E::custom("a step is longer than any text"))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Step, E> {
                Ok(Step::Text(text.to_owned()))
            }
        }
        deserializer.deserialize_any(OneStep)
    }
}
