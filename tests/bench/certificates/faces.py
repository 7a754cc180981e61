"""The certificates that are printed: one face, another holder and number each time."""

from __future__ import annotations

import datetime
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from brandcert.certificates.rendering import CertificateFacts
from brandcert.documents.signing import load_file_signer, make_demo_key

if TYPE_CHECKING:
    from brandcert.documents.signing import Signer

SIGNED_AT: Final = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
NAMES: Final = (
    "吉林省中研高分子材料股份有限公司",
    "延边长白山人参产业发展有限公司",
    "通化葡萄酒股份有限公司",
    "长春市九台区其塔木镇丰源农机专业合作社",
    "白山市江源区松花石文化旅游服务有限公司",
)
FACE: Final[dict[str, Any]] = {
    "title": "「吉林精品」品牌证书",
    "title_en": "Brand Certificate of Jilin Premium",
    "holder_en": "China FAW Group Co., Ltd.",
    "credit_code": "912201011239989159",
    "address": "吉林省长春市汽车经济技术开发区东风大街8899号",
    "category": "MANUFACTURING",
    "category_name": "吉林制造",
    "category_name_en": "Jilin Manufacturing",
    "brand": "红旗",
    "trademark_number": "第1234567号",
    "product": "红旗 H9 乘用车",
    "product_en": "Hongqi H9 passenger car",
    "model_or_scope": "CA7200、CA7300 系列",
    "place_of_production": "吉林省长春市",
    "basis": "DB22/T 0000—2026《吉林精品评价通则 汽车》，评分表 2026-1 版",
    "mode": "专家评审＋现场核查",
    "decision_number": "吉品牌〔2026〕3号",
    "decided_on": datetime.date(2026, 11, 20),
    "first_issued_on": datetime.date(2026, 11, 21),
    "issued_on": datetime.date(2026, 11, 23),
    "valid_from": datetime.date(2026, 11, 20),
    "valid_to": datetime.date(2029, 11, 19),
    "issuing_body": "吉林省品牌建设促进会",
    "issuing_body_en": "Jilin Provincial Brand Promotion Association",
    "is_demo": True,
}


def facts(number: int) -> CertificateFacts:
    """Return the facts of the certificate of that number; no two are alike."""
    machine = f"JLJP-Z-2026-{number:04d}"
    holder = f"{NAMES[number % len(NAMES)]}（第{number}分公司）"
    return CertificateFacts(
        **FACE,
        number=f"吉精品（制）〔2026〕{number:04d}号",
        machine_number=machine,
        holder=holder,
        verify_url=f"https://brandcert.example.org/v/{number:026d}A/",
        credential={"number": machine, "holder": holder},
    )


@cache
def key_file() -> Path:
    """Make the RSA-2048 key everything is signed with, once per process."""
    return make_demo_key(Path(tempfile.mkdtemp(prefix="brandcert-bench-")), now=SIGNED_AT)


@cache
def signer() -> Signer:
    """Return the key as the product keeps it."""
    return load_file_signer(key_file())
