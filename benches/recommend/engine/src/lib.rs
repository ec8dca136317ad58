//! The recommender on a generated shop, for the page and for the command line.
use clientele_analytics::recommend::{
    Calibrator, ModelBuilder, NO_GROUP, RecommendParams, Recommendations, Recommender, Scratch, ValidRecommendParams,
};
use clientele_analytics::segment::{Rfm, RfmParams};
use clientele_core::domain::{Dataset, Day};
use clientele_generate::{GeneratorParams, Shop};
use clientele_ingest::{Importer, ValidIngestParams};
use std::error::Error;
use wasm_bindgen::prelude::*;

/// Days that chances are fitted and tested on, as in the app.
const TEST_DAYS: u32 = 30;

/// A shop and what has been made of it.
#[wasm_bindgen]
pub struct Bench {
    dataset: Dataset,
    groups: Vec<u32>,
    as_of: Day,
    params: ValidRecommendParams,
    builder: Option<ModelBuilder>,
    calibrator: Option<Calibrator>,
    ready: Option<(Recommender, Scratch)>,
    lists: Recommendations,
}

impl Bench {
    /// Generates a shop of nine transactions a customer and reads its files, as the app does.
    pub fn make(customers: u32, products: u32) -> Result<Self, Box<dyn Error>> {
        let params = GeneratorParams { customers, products, transactions: customers * 9, ..GeneratorParams::default() };
        let shop = Shop::generate(params.check()?);
        let files: [(&str, Vec<u8>); 3] = [
            ("customers.csv", shop.customers_csv().flatten().collect()),
            ("products.csv", shop.products_csv().flatten().collect()),
            ("transactions.csv", shop.transactions_csv().flatten().collect()),
        ];
        let mut importer = Importer::new(ValidIngestParams::default());
        for (name, bytes) in files {
            importer.begin_file(name, None);
            importer.push(&bytes)?;
            importer.end_file()?;
        }
        let dataset = importer.finish()?.dataset;
        let rfm = Rfm::compute(&dataset, &RfmParams::default().check()?)?;
        let mut groups = vec![NO_GROUP; dataset.customers().ids.len()];
        for (row, customer) in rfm.customer.iter().enumerate() {
            groups[customer.ix()] = u32::from(rfm.segment[row]);
        }
        let last = dataset.orders().day.iter().map(|day| day.0).max().ok_or("no orders")?;
        let params = RecommendParams { n: 3, ..RecommendParams::default() }.check()?;
        Ok(Self {
            as_of: Day(last + 1),
            dataset,
            groups,
            params,
            builder: None,
            calibrator: None,
            ready: None,
            lists: Recommendations::default(),
        })
    }
}

fn js(error: impl ToString) -> JsError {
    JsError::new(&error.to_string())
}

#[wasm_bindgen]
impl Bench {
    /// See [`Bench::make`].
    #[wasm_bindgen(constructor)]
    pub fn new(customers: u32, products: u32) -> Result<Self, JsError> {
        Self::make(customers, products).map_err(js)
    }

    /// Of every line the customer.
    pub fn line_customers(&self) -> Vec<u32> {
        let lines = self.dataset.lines();
        lines.order.iter().map(|order| self.dataset.orders().customer[order.ix()].0).collect()
    }

    /// Of every line the product.
    pub fn line_products(&self) -> Vec<u32> {
        self.dataset.lines().product.iter().map(|product| product.0).collect()
    }

    /// Rows of the customer table.
    pub fn customers(&self) -> u32 {
        self.dataset.customers().ids.len() as u32
    }

    /// Rows of the product table.
    pub fn products(&self) -> u32 {
        self.dataset.products().ids.len() as u32
    }

    /// The next step of the model; true when it stands.
    pub fn model_step(&mut self) -> Result<bool, JsError> {
        if self.builder.is_none() {
            let until = Some(Day(self.as_of.0 + 1));
            self.ready = None;
            let made = ModelBuilder::new(&self.dataset, Some(&self.groups), until, self.as_of, &self.params);
            self.builder = Some(made.map_err(js)?);
        }
        let done = self.builder.as_mut().is_some_and(|builder| builder.step(&self.dataset));
        if done && let Some(builder) = self.builder.take() {
            let recommender = Recommender::from_model(builder.finish().map_err(js)?, self.params.clone());
            let scratch = recommender.scratch();
            self.ready = Some((recommender, scratch));
            self.lists = Recommendations::default();
        }
        Ok(done)
    }

    /// The lists of the next `customers`; true when all have one.
    pub fn list_step(&mut self, customers: u32) -> bool {
        let Some((recommender, scratch)) = &mut self.ready else { return true };
        let all = self.dataset.customers().ids.len() as u32;
        let from = self.lists.customers() as u32;
        recommender.recommend_block(from..all.min(from + customers), scratch, &mut self.lists);
        from + customers >= all
    }

    /// The next step of fitting and testing chances; true when done.
    pub fn calibration_step(&mut self) -> Result<bool, JsError> {
        if self.calibrator.is_none() {
            let groups = Some([self.groups.as_slice(); 2]);
            self.calibrator = Some(Calibrator::new(&self.dataset, groups, TEST_DAYS, &self.params, 42).map_err(js)?);
        }
        let Some(calibrator) = &mut self.calibrator else { return Ok(true) };
        let done = calibrator.step(&self.dataset).map_err(js)?;
        if done {
            self.calibrator = None;
        }
        Ok(done)
    }

    /// FNV-1a over everything on the lists: the same natively and as wasm, before a change and after it.
    pub fn digest(&self) -> String {
        let lists = &self.lists;
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |bytes: &[u8]| {
            for &byte in bytes {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
            }
        };
        for row in 0..lists.product.len() {
            add(&lists.product[row].0.to_le_bytes());
            for number in [lists.score[row], lists.confidence[row]].iter().chain(&lists.parts[row]) {
                add(&number.to_bits().to_le_bytes());
            }
            let rest = (lists.rule[row], &lists.evidence[row], lists.cold_start[row], &lists.factors[row]);
            add(format!("{rest:?}").as_bytes());
        }
        add(&lists.has_signal);
        for start in &lists.starts {
            add(&start.to_le_bytes());
        }
        format!("{hash:016x}")
    }
}

/// Bytes of memory that the module has.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen]
pub fn memory_bytes() -> f64 {
    core::arch::wasm32::memory_size(0) as f64 * 65_536.0
}
