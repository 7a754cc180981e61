"""Facts of a certificate, as the services will freeze them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from brandcert.certificates.rendering import CertificateFacts
from tests.certificates.drafts import Register
from tests.world import World

FACE: dict[str, Any] = {
    "title": "「吉林精品」品牌证书",
    "title_en": "Brand Certificate of Jilin Premium",
    "number": "吉精品（制）〔2026〕0001号",
    "machine_number": "JLJP-Z-2026-0001",
    "holder": "中国第一汽车集团有限公司",
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
    "decided_on": date(2026, 11, 20),
    "first_issued_on": date(2026, 11, 21),
    "issued_on": date(2026, 11, 23),
    "valid_from": date(2026, 11, 20),
    "valid_to": date(2029, 11, 19),
    "issuing_body": "吉林省品牌建设促进会",
    "issuing_body_en": "Jilin Provincial Brand Promotion Association",
    "verify_url": "https://brandcert.example.org/v/7K3MZQ4T9XWB2N5HRCJ8D6FAYE/",
    "is_demo": False,
    "credential": {"number": "JLJP-Z-2026-0001", "holder": "中国第一汽车集团有限公司"},
}


@pytest.fixture
def face() -> dict[str, Any]:
    """The values of a complete certificate, to be varied by a test."""
    return dict(FACE)


@pytest.fixture(scope="session")
def facts() -> CertificateFacts:
    """A complete certificate of the manufacturing category."""
    return CertificateFacts(**FACE)


@pytest.fixture
def register(world: World, tmp_path: Path, settings: Any) -> Register:
    """The register of certificates with everybody who keeps it; documents go into a folder of this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return Register(world)
