//! Against scipy and statsmodels: figures of an independent reference.

use super::*;
use clientele_core::statistics::fisher_exact_two_sided;

fn near(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1e-3), "{what}: {found}, expected {expected}");
}

/// p1, p2, alpha, power; customers by each method, not rounded; pooled, rounded up.
const SIZES: [([f64; 4], [f64; 3], u64); 8] = [
    ([0.1, 0.12, 0.05, 0.8], [3_840.847_482_436_276, 3_838.102_190_096_708_5, 3_834.595_739_884_031], 3841),
    ([0.1, 0.11, 0.05, 0.8], [14_750.790_469_044_954, 14_748.045_020_841_953, 14_744.104_836_925_611], 14_751),
    ([0.05, 0.06, 0.05, 0.8], [8_157.731_447_849_281, 8_154.986_043_988_711, 8_142.595_394_436_454], 8158),
    ([0.02, 0.025, 0.05, 0.9], [18_485.733_702_705_496, 18_482.557_165_074_042, 18_431.411_589_580_188], 18_486),
    ([0.2, 0.25, 0.05, 0.8], [1_093.739_045_766_165_2, 1_090.994_283_074_524, 1_091.896_158_717_194_3], 1094),
    ([0.5, 0.55, 0.01, 0.9], [2_965.964_988_555_187_6, 2_960.998_046_680_452_3, 2_965.937_904_440_014_3], 2966),
    ([0.001, 0.0012, 0.05, 0.8], [431_212.349_226_592_05, 431_209.603_725_405_1, 430_320.341_665_584], 431_213),
    ([0.3, 0.27, 0.05, 0.8], [3_553.055_208_438_047, 3_550.309_933_170_578_5, 3_552.025_797_086_191_7], 3554),
];

/// p1, p2, customers, alpha; power, and by Cohen's h.
const POWERS: [([f64; 4], [f64; 2]); 5] = [
    ([0.1, 0.12, 2_000.0, 0.05], [0.524_515_256_115_834, 0.525_281_235_217_712_3]),
    ([0.1, 0.12, 4_000.0, 0.05], [0.815_700_222_523_503_3, 0.816_313_575_980_697_9]),
    ([0.05, 0.06, 5_000.0, 0.05], [0.592_238_290_674_723_8, 0.593_067_774_137_856]),
    ([0.2, 0.25, 500.0, 0.05], [0.473_396_152_720_934_3, 0.474_486_403_695_921_16]),
    ([0.3, 0.27, 3_000.0, 0.01], [0.499_229_463_332_337_64, 0.499_547_815_493_772_2]),
];

/// p1, customers, alpha, power; least difference.
const DIFFERENCES: [([f64; 4], f64); 3] = [
    ([0.1, 5_000.0, 0.05, 0.8], 0.017_439_914_809_675_616),
    ([0.05, 20_000.0, 0.05, 0.8], 0.006_284_241_654_535_984),
    ([0.02, 1_000.0, 0.05, 0.9], 0.025_838_589_666_835_35),
];

struct Two {
    counts: [u32; 4],
    z_and_p: [f64; 2],
    wald: [f64; 2],
    newcombe: [f64; 2],
    agresti_caffo: [f64; 2],
    fisher: f64,
    better: f64,
    loss_of_b: f64,
    loss_of_a: f64,
}

const TESTS: [Two; 9] = [
    Two {
        counts: [200, 2000, 250, 2000],
        z_and_p: [2.501_955_416_802_671, 0.012_350_947_711_191_423],
        wald: [0.005_431_008_554_656_02, 0.044_568_991_445_343_97],
        newcombe: [0.005_410_339_067_000_933, 0.044_623_635_237_633_866],
        agresti_caffo: [0.005_386_384_900_356_738, 0.044_563_665_049_693_21],
        fisher: 0.014_138_729_871_418_973,
        better: 0.993_814_348_322_987,
        loss_of_b: 1.9976367073170135e-05,
        loss_of_a: 0.024_995_001_342_098_13,
    },
    Two {
        counts: [100, 1000, 110, 1000],
        z_and_p: [0.729_421_961_540_907_4, 0.465_743_587_933_635_24],
        wald: [-0.016_866_524_010_530_77, 0.036_866_524_010_530_76],
        newcombe: [-0.016_967_582_473_422_775, 0.037_002_351_833_042_36],
        agresti_caffo: [-0.016_948_405_235_869_97, 0.036_908_485_076_189_33],
        fisher: 0.511_593_074_173_988_5,
        better: 0.766_614_136_317_36,
        loss_of_b: 0.001_871_641_106_581_533_6,
        loss_of_a: 0.011_851_681_026_741_216,
    },
    Two {
        counts: [45, 1000, 75, 1010],
        z_and_p: [2.768_045_992_857_803, 0.005_639_349_666_305_924],
        wald: [0.008_604_423_562_928_749, 0.049_910_427_922_219_766],
        newcombe: [0.008_546_785_396_205_677, 0.050_315_755_032_172_33],
        agresti_caffo: [0.008_416_070_587_553_233, 0.049_965_190_605_475_725],
        fisher: 0.006_203_235_413_601_762,
        better: 0.997_189_027_921_932_4,
        loss_of_b: 9.018692133441042e-06,
        loss_of_a: 0.029_199_649_288_647_916,
    },
    Two {
        counts: [500, 10_000, 480, 10_000],
        z_and_p: [-0.655_128_811_397_222_3, 0.512_384_823_530_278_7],
        wald: [-0.007_983_381_955_494_818, 0.003_983_381_955_494_815],
        newcombe: [-0.007_994_072_725_193_216, 0.003_990_430_468_553_881],
        agresti_caffo: [-0.007_987_602_958_620_544, 0.003_988_402_798_652_539],
        fisher: 0.533_716_374_053_279,
        better: 0.256_304_213_537_241_87,
        loss_of_b: 0.002_470_480_160_583_313_7,
        loss_of_a: 0.000_470_880_080_599_309_36,
    },
    Two {
        counts: [1, 100, 9, 100],
        z_and_p: [2.595_542_738_092_200_7, 0.009_444_165_687_832_637],
        wald: [0.020_616_002_177_377_732, 0.139_383_997_822_622_29],
        newcombe: [0.018_869_536_626_271_548, 0.152_729_570_286_746_39],
        agresti_caffo: [0.014_758_147_899_558_302, 0.142_104_597_198_480_9],
        fisher: 0.018_487_679_877_476_362,
        better: 0.995_161_180_210_654_4,
        loss_of_b: 5.2483805836647084e-05,
        loss_of_a: 0.078_483_856_354_856_25,
    },
    Two {
        counts: [0, 50, 3, 50],
        z_and_p: [1.758_631_145_281_647_7, 0.078_640_179_348_828_42],
        wald: [-0.005_826_784_440_248_742, 0.125_826_784_440_248_75],
        newcombe: [-0.021_496_383_126_533_014, 0.162_170_916_888_381_73],
        agresti_caffo: [-0.023_786_790_268_838_967, 0.139_171_405_653_454_37],
        fisher: 0.242_424_242_424_242_43,
        better: 0.941_194_119_411_940_6,
        loss_of_b: 0.001_086_964_559_039_920_9,
        loss_of_a: 0.058_779_272_251_324_37,
    },
    Two {
        counts: [1200, 24_000, 1320, 24_100],
        z_and_p: [2.348_443_127_529_983_5, 0.018_852_077_962_158_317],
        wald: [0.000_789_932_464_764_205_6, 0.008_753_635_999_966_078],
        newcombe: [0.000_789_003_957_628_121_7, 0.008_757_203_775_282_326],
        agresti_caffo: [0.000_788_210_052_394_725, 0.008_754_255_329_106_73],
        fisher: 0.019_640_151_938_430_394,
        better: 0.990_571_208_859_812_4,
        loss_of_b: 6.45469000258862e-06,
        loss_of_a: 0.004_777_687_380_753_315,
    },
    Two {
        counts: [30, 40, 20, 40],
        z_and_p: [-2.309_401_076_758_503_4, 0.020_921_335_337_794_014],
        wald: [-0.454_977_939_913_889_24, -0.045_022_060_086_110_73],
        newcombe: [-0.433_295_500_849_910_53, -0.037_889_069_907_040_33],
        agresti_caffo: [-0.439_457_245_431_190_7, -0.036_733_230_759_285_61],
        fisher: 0.036_834_833_076_223_06,
        better: 0.011_018_785_033_652_724,
        loss_of_b: 0.238_495_345_753_214_63,
        loss_of_a: 0.000_400_107_657_976_527_56,
    },
    Two {
        counts: [12_345, 250_000, 12_600, 250_000],
        z_and_p: [1.656_385_735_360_049_5, 0.097_643_727_979_231_75],
        wald: [-0.000_186_939_746_349_025_45, 0.002_226_939_746_349_026],
        newcombe: [-0.000_186_973_454_620_668_8, 0.002_227_046_017_511_218],
        agresti_caffo: [-0.000_186_984_346_615_696_7, 0.002_226_968_026_746_254_7],
        fisher: 0.098_963_661_819_669_45,
        better: 0.951_175_815_724_471_9,
        loss_of_b: 1.2516116473653549e-05,
        loss_of_a: 0.001_032_507_956_538_928_4,
    },
];

/// mean, standard deviation and number of a, then of b; t, degrees, p, interval.
const MEANS: [([f64; 6], [f64; 5]); 3] = [
    (
        [25.0, 10.0, 500.0, 26.5, 12.0, 520.0],
        [
            2.172_036_356_851_300_4,
            997.969_986_406_669_1,
            0.030_087_791_363_391_972,
            0.144_812_796_283_070_75,
            2.855_187_203_716_929_5,
        ],
    ),
    (
        [100.0, 40.0, 50.0, 92.0, 55.0, 45.0],
        [-0.803_129_377_692_305_6, 79.653_420_484_943_06, 0.424_290_027_127_617, -27.824_415_975_794_64, 11.824_415_975_794_64],
    ),
    (
        [3.2, 1.1, 2_000.0, 3.25, 1.2, 2_000.0],
        [
            1.373_605_639_486_885_4,
            3_968.108_516_832_971,
            0.169_641_740_452_292_66,
            -0.021_365_533_954_466_65,
            0.121_365_533_954_466_3,
        ],
    ),
];

/// Customers, plan; chi-square, degrees, p.
type Ratio = (&'static [u32], &'static [f64], f64, u32, f64);

const RATIOS: [Ratio; 7] = [
    (&[5000, 5000], &[0.5, 0.5], 0.0, 1, 1.0),
    (&[5100, 4900], &[0.5, 0.5], 4.0, 1, 0.045_500_263_896_358_57),
    (&[50_500, 49_500], &[0.5, 0.5], 10.0, 1, 0.001_565_402_258_002_549),
    (&[821_588, 815_482], &[0.5, 0.5], 22.774_368_841_894_36, 1, 1.8217928726191858e-06),
    (&[9000, 1050], &[0.9, 0.1], 2.238_805_970_149_253_5, 1, 0.134_584_871_391_076_47),
    (
        &[3300, 3400, 3300],
        &[0.333_333_333_333_333_3, 0.333_333_333_333_333_3, 0.333_333_333_333_333_3],
        2.0,
        2,
        0.367_879_441_171_442_45,
    ),
    (&[102, 98], &[0.5, 0.5], 0.08, 1, 0.777_297_410_789_521_4),
];

#[test]
fn sizes_powers_and_differences() {
    use SampleSizeMethod as M;
    for ([p1, p2, alpha, power], expected, rounded) in SIZES {
        for (method, expected) in [M::Pooled, M::Unpooled, M::CohenH].into_iter().zip(expected) {
            near(sample_size_proportions(p1, p2, alpha, power, method), expected, 1e-9, "size");
        }
        assert_eq!(sample_size_proportions(p1, p2, alpha, power, M::Pooled).ceil() as u64, rounded);
    }
    for ([p1, p2, n, alpha], [pooled, cohen_h]) in POWERS {
        near(power_proportions(p1, p2, n, alpha, M::Pooled), pooled, 1e-12, "power");
        near(power_proportions(p1, p2, n, alpha, M::CohenH), cohen_h, 1e-12, "power by h");
    }
    for ([p1, n, alpha, power], expected) in DIFFERENCES {
        near(mde_proportions(p1, n, alpha, power).unwrap(), expected, 1e-9, "difference");
    }
}

#[test]
fn two_shares() {
    for Two { counts, z_and_p, wald, newcombe, agresti_caffo, fisher, better, loss_of_b, loss_of_a } in TESTS {
        let [conversions_a, n_a, conversions_b, n_b] = counts;
        let (a, b) =
            (ConversionCounts { n: n_a, conversions: conversions_a }, ConversionCounts { n: n_b, conversions: conversions_b });
        let found = compare_proportions(a, b, 0.95);
        near(found.z, z_and_p[0], 1e-12, "z");
        near(found.p_value, z_and_p[1], 1e-11, "p");
        for (found, expected, what) in
            [(found.wald, wald, "Wald"), (found.newcombe, newcombe, "Newcombe"), (found.agresti_caffo, agresti_caffo, "Agresti")]
        {
            near(found.0, expected[0], 1e-11, what);
            near(found.1, expected[1], 1e-11, what);
        }
        near(found.fisher_p_value, fisher, 1e-7, "Fisher");
        assert_eq!(found.fisher_p_value, fisher_exact_two_sided(conversions_a, n_a, conversions_b, n_b));
        assert_eq!(found.relative.is_none(), conversions_a == 0);
        let arms = compare_posteriors(&[Posterior::of(a), Posterior::of(b)]);
        near(arms[1].probability_best, better, 1e-8, "probability");
        near(arms[0].probability_best, 1.0 - better, 1e-6, "probability of a");
        near(arms[1].expected_loss, loss_of_b, 1e-6, "loss of b");
        near(arms[0].expected_loss, loss_of_a, 1e-6, "loss of a");
    }
}

#[test]
fn two_means_and_shares_of_customers() {
    for ([mean_a, sd_a, n_a, mean_b, sd_b, n_b], [t, degrees, p, low, high]) in MEANS {
        let moments = |n: f64, mean: f64, sd: f64| Moments { n: n as u32, mean, variance: sd * sd };
        let found = welch(&moments(n_a, mean_a, sd_a), &moments(n_b, mean_b, sd_b), 0.95);
        near(found.t, t, 1e-12, "t");
        near(found.degrees, degrees, 1e-12, "degrees");
        near(found.p_value, p, 1e-10, "p");
        near(found.interval.0, low, 1e-10, "low");
        near(found.interval.1, high, 1e-10, "high");
    }
    for (counts, planned, chi_square, degrees, p) in RATIOS {
        let found = srm_check(counts, planned);
        near(found.chi_square, chi_square, 1e-10, "chi-square");
        assert_eq!(found.degrees, degrees);
        near(found.p_value, p, 1e-9, "p");
        assert_eq!(found.is_mismatch(), p < 0.001);
    }
}
