"""The catalogue of the demonstration's open batch, and to which of its classes the sample products belong."""

from typing import Final

from brandcert.programs.catalogue import Entry, read_lines
from brandcert.programs.enums import CategoryKey

_LINES: Final = {
    CategoryKey.MANUFACTURING: """
Z01	汽车及零部件	Vehicles and parts	整车、专用车、热管理、车身与底盘部件	vehicles, special vehicles, thermal, body and chassis parts
Z02	轨道交通与装备制造	Rail vehicles and machinery	变压器、机床部件、冶炼与制药装备	transformers, machine tool parts, smelting and pharmaceutical plant
Z03	农业机械	Farm machinery	免耕播种机、收获机	no-till seeders, harvesters
Z04	新材料	New materials	碳纤维、特种工程塑料、特种钢、电子胶黏剂	carbon fibre, special plastics, special steel, electronic adhesives
Z05	光电与电子信息	Optoelectronics and electronics	光电吊舱、显示材料、传感器	electro-optical pods, display materials, sensors
Z06	医药与医疗器械	Medicines and medical devices	中成药、生物制品、诊断试剂	Chinese patent medicines, biologicals, diagnostic reagents
Z07	纺织服装	Textiles and clothing	袜品、化纤制品	socks, chemical fibre products
""",
    CategoryKey.AGRICULTURE: """
N01	人参及其制品	Ginseng and its products	林下参、红参、人参食品	forest ginseng, red ginseng, ginseng food
N02	食用菌	Edible mushrooms	黑木耳、灵芝、香菇	wood ear, ganoderma, shiitake
N03	大米	Rice	粳米、有机米	japonica rice, organic rice
N04	杂粮杂豆	Coarse grains and beans	小米、绿豆、燕麦	foxtail millet, mung beans, oats
N05	鲜食玉米	Fresh maize	糯玉米、甜玉米	waxy maize, sweet corn
N06	鹿产品	Deer products	鹿茸片、鹿茸血酒	antler slices, antler wine
N07	长白山果蔬与坚果	Fruit, vegetables and nuts of Changbai Mountain	蓝莓、山野菜、松子仁及其制品	blueberries, wild vegetables, pine nuts and their products
N08	葡萄酒与果酒	Wine and fruit wine	冰葡萄酒、蓝莓酒	ice wine, blueberry wine
N09	淡水鱼	Freshwater fish	胖头鱼、冷水鱼	bighead carp, cold-water fish
N10	朝鲜族特色食品	Korean specialities	辣白菜、打糕、冷面	kimchi, rice cake, cold noodles
""",
    CategoryKey.SERVICES: """
F01	冰雪旅游与运动	Winter tourism and sports	滑雪场、冰雪培训	ski resorts, winter sports training
F02	生态与避暑旅游	Nature and summer tourism	漂流、森林康养	rafting, forest recreation
F03	民宿与酒店	Lodging and hotels	民俗住宿、度假酒店	folk lodging, resort hotels
F04	信息与技术服务	Information and technical services	电子认证、检验检测、软件运维	electronic certification, testing, software operation
F05	商贸与物流	Trade and logistics	冷链物流、老字号零售	cold chain, time-honoured shops
""",
}
# Words of a product's Chinese or English name, and the class they tell; the first that fits holds.
_WORDS: Final = {
    "ginseng": "N01",
    "参": "N01",
    "wine": "N08",
    "antler": "N06",
    "ganoderma": "N02",
    "mushroom": "N02",
    "wood ear": "N02",
    "rice": "N03",
    "millet": "N04",
    "beans": "N04",
    "maize": "N05",
    "carp": "N09",
    "kimchi": "N10",
    "tractor": "Z01",
    "thermal": "Z01",
    "transformer": "Z02",
    "turret": "Z02",
    "smelting": "Z02",
    "water systems": "Z02",
    "seeder": "Z03",
    "socks": "Z07",
    "pod": "Z05",
    "oled": "Z05",
    "oral liquid": "Z06",
    "ski": "F01",
    "winter": "F01",
    "resort": "F01",
    "rafting": "F02",
    "lodging": "F03",
}
_OTHERS: Final = {
    CategoryKey.MANUFACTURING: "Z04",
    CategoryKey.AGRICULTURE: "N07",
    CategoryKey.SERVICES: "F04",
}


def catalogue() -> dict[str, list[Entry]]:
    """Return the classes by category, as the committee would have published them in the first quarter."""
    return {key: read_lines(lines)[0] for key, lines in _LINES.items()}


def code_for(category: CategoryKey, *names: str) -> str:
    """Return the code of the class to which a product of these names belongs."""
    told = " ".join(names).lower()
    letter = _OTHERS[category][0]
    found = (code for word, code in _WORDS.items() if word in told and code.startswith(letter))
    return next(found, _OTHERS[category])
