"""The demo content: problems, videos and tests, in their places."""

from sqlalchemy.orm import Session

from dbservice.services.seed.curriculums import Taught
from dbservice.services.seed.descriptors import put_descriptors
from dbservice.services.seed.papers import put_papers
from dbservice.services.seed.problems import put_problems
from dbservice.services.seed.shelves import put_on_shelves
from dbservice.services.seed.upsert import Ids
from dbservice.services.seed.videos import put_videos


def put_content(session: Session, taught: Taught, exam_ids: Ids) -> None:
    """Put all content; exams are by name."""
    described = put_descriptors(session)
    problems = put_problems(session, taught, described)
    videos = put_videos(session, taught, described)
    put_on_shelves(session, taught, [*problems, *videos])
    put_papers(session, taught, described, problems, exam_ids)
