//! Kanji that names are written with in more than one shape, and the one shape they are searched by.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Groups of variants, each ending in the shape that the others are folded into. Only for search: in
/// the family register they are different names.
const VARIANTS: &str = "
    髙高 﨑嵜崎 邊邉辺 齋齊斎斉 濵濱浜 澤沢 廣広 嶋嶌島 𠮷吉 眞真 國国 龍竜 瀧滝 櫻桜
    榮栄 惠恵 壽寿 圓円 淺浅 德徳 嶽岳 條条 藏蔵 曾曽 與与 萬万 鐵鉄 鹽塩
    黑黒 靜静 豐豊 禮礼 彌弥 實実 寬寛 薗園 桒桑 冨富 舘館 籔藪 舩船 峯峰
    埜野 增増 渕淵 關関 澁渋 邨村 穗穂 緖緒 槇槙 瑤瑶 遙遥 凜凛 檜桧 蘆芦
    稻稲 聰聡 總総 龜亀 鷗鴎 會会 學学 縣県 區区 團団 藝芸 醫医 樂楽 來来
    螢蛍 讓譲 郞郎 曉暁 祿禄 栁柳 杤栃 槗橋 賴頼 瀨瀬 巖巌 嚴厳 禰祢 兒児
    佛仏 應応 橫横 步歩 每毎 淸清 靑青 內内 吳呉 晉晋
";

/// Each variant with the shape it is folded into: every character of every search text is looked up.
static SHAPES: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let pairs = VARIANTS.split_whitespace().flat_map(|group| {
        let searched = group.chars().next_back();
        group.chars().filter_map(move |variant| searched.map(|searched| (variant, searched)))
    });
    pairs.collect()
});

/// The shape by which `c` is searched.
pub(super) fn searched_shape(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    SHAPES.get(&c).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn well_known_variants_are_searched_by_one_shape() {
        for (typed, searched) in
            ["髙高", "﨑崎", "邊辺", "邉辺", "齋斉", "齊斉", "斎斉", "濵浜", "濱浜", "澤沢", "𠮷吉"]
                .into_iter()
                .map(|pair| (pair.chars().next().unwrap(), pair.chars().next_back().unwrap()))
        {
            assert_eq!(searched_shape(typed), searched);
            assert_eq!(searched_shape(searched), searched);
        }
    }

    #[test]
    fn no_kanji_is_in_two_groups() {
        let mut seen = BTreeSet::new();
        for c in VARIANTS.chars().filter(|c| !c.is_whitespace()) {
            assert!(seen.insert(c), "{c}");
        }
    }

    #[test]
    fn other_characters_stay_as_they_are() {
        assert_eq!(['a', '山', ' ', '\u{3000}'].map(searched_shape), ['a', '山', ' ', '\u{3000}']);
    }
}
