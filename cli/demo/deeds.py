"""The deeds of the demo: real ones from `demo/deeds.csv`, and samples that say everywhere that they are samples."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from cli.demo.chance import among, chance
from cli.demo.people import collective, officer
from rules.deeds import Deed
from store.unit_tree import UnitTree

WHOLE_FORCE = "ca-tinh-dak-nong"
SAMPLES = 400
SAMPLE_YEAR = 2023
_STORY = "Dữ liệu mẫu do chương trình tạo ra để diễn tập, không phải sự việc có thật."
_SAMPLES = (
    ("cuu-nguoi", "Kịp thời đưa người bị nạn đi cấp cứu"),
    ("tra-lai-tai-san", "Tìm và trao trả ví tiền cho người đánh rơi"),
    ("giup-nguoi-yeu-the", "Giúp người già neo đơn sửa lại mái nhà"),
    ("cai-cach-hanh-chinh", "Làm căn cước tại nhà cho người khuyết tật"),
    ("an-sinh", "Vận động gạo và nhu yếu phẩm cho hộ khó khăn"),
    ("giao-thong", "Dọn đất đá sạt lở, bảo đảm giao thông trong mưa lũ"),
    ("hien-mau", "Hiến máu cứu người bệnh qua cơn nguy kịch"),
    ("phong-chong-toi-pham", "Vận động đối tượng truy nã ra đầu thú"),
)


@dataclass(frozen=True, slots=True)
class Logged:
    """A deed with the unit whose officer logs it, on the day it was done. `worth` (0 to 1) sways simulated ballots."""

    nomination_id: str
    unit_id: str
    deed: Deed
    worth: float

    @property
    def on(self) -> date:
        """The day on which it is logged."""
        return self.deed.done_on


@dataclass(frozen=True, slots=True)
class RealDeeds:
    """The file's deeds of our force that have a unit, and how many were left out and why."""

    logged: tuple[Logged, ...]
    of_whole_force: int
    of_other_forces: int
    outside_dates: int


def real_deeds(file: Path, first: date, last: date) -> RealDeeds:
    """Return the deeds of the old province's force from `first` to `last`, by date."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    ours = [row for row in rows if row["unit_id"] and row["province"] == "Đắk Nông"]
    of_units = [row for row in ours if row["unit_id"] != WHOLE_FORCE]
    inside = [row for row in of_units if first <= date.fromisoformat(row["deed_date"]) <= last]
    return RealDeeds(
        logged=tuple(sorted((_real(row) for row in inside), key=lambda one: (one.on, one.nomination_id))),
        of_whole_force=len(ours) - len(of_units),
        of_other_forces=len(rows) - len(ours),
        outside_dates=len(of_units) - len(inside),
    )


def sample_deeds(seed: int, units: UnitTree, first: date, last: date) -> tuple[Logged, ...]:
    """Return the sample deeds of the sample year that fall between `first` and `last`, by date."""
    teams = sorted(
        id_ for id_, unit in units.units.items() if unit.kind != "province" and unit.exists_on(date(SAMPLE_YEAR, 6, 30))
    )
    samples = [_sample(seed, number, teams) for number in range(1, SAMPLES + 1)]
    return tuple(
        sorted((one for one in samples if first <= one.on <= last), key=lambda one: (one.on, one.nomination_id))
    )


def _real(row: dict[str, str]) -> Logged:
    unit_id = row["unit_id"]
    is_one = row["actor_kind"] == "individual"
    deed = Deed(
        title=row["title_vi"],
        story=row["story_vi"],
        done_on=date.fromisoformat(row["deed_date"]),
        subject="individual" if is_one else "collective",
        honoured=(officer(unit_id) if is_one else collective(unit_id),),
        category=row["category"],
        beneficiaries=int(row["beneficiaries"]) if row["beneficiaries"] else None,
        value_vnd=int(row["value_vnd"]) if row["value_vnd"] else None,
        source_url=row["source_url"],
    )
    return Logged(_id("deed", row["id"]), unit_id, deed, worth=0.97)


def _sample(seed: int, number: int, teams: list[str]) -> Logged:
    unit_id = teams[among(seed, len(teams), "unit", number)]
    # Few days and few numbers of people helped, so that candidates tie and a run-off is seen.
    day = date(SAMPLE_YEAR, 1 + among(seed, 12, "month", number), 1) + timedelta(days=9 * among(seed, 3, "day", number))
    category, title = _SAMPLES[among(seed, len(_SAMPLES), "kind", number)]
    is_one = chance(seed, "one", number) < 0.6
    deed = Deed(
        title=f"[Mẫu {number:03}] {title}",
        story=_STORY,
        done_on=day,
        subject="individual" if is_one else "collective",
        honoured=(officer(unit_id) if is_one else collective(unit_id),),
        category=category,
        beneficiaries=1 + among(seed, 2, "beneficiaries", number),
        is_sample=True,
    )
    return Logged(_id("sample", seed, number), unit_id, deed, worth=0.80 + 0.2 * chance(seed, "worth", number))


def _id(*about: object) -> str:
    """Return a nomination's id that is the same at every rehearsal."""
    return f"n-{sha256('|'.join(map(str, about)).encode()).hexdigest()[:16]}"
