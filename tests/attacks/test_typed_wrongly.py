"""What no field was made for, typed into one."""

from tests.attacks.databases import ON_BOTH


@ON_BOTH
def test_an_e_mail_address_without_at_is_answered_at_its_field(attacked):
    manager = attacked.client("provider")
    page = next(
        path for path in (f"/services/{number}/about" for number in range(1, 7)) if manager.get(path).status == 200
    )
    answer = manager.post(page, {"email": "hello.service.example"})
    assert answer.status == 200
    assert "Enter an e-mail address like" in answer.text
