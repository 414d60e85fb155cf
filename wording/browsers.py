"""A browser in words. Pure."""


def browser(user_agent: str) -> str:
    """`Chrome, Windows` of a User-Agent line, as far as it names them."""
    names = {"YaBrowser": "Яндекс Браузер", "Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox",
             "Chrome": "Chrome", "Safari": "Safari", "api": "Программа"}  # fmt: skip
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows",
               "Mac OS": "macOS", "Linux": "Linux"}  # fmt: skip
    name = next((title for mark, title in names.items() if mark in user_agent), "Браузер")
    system = next((title for mark, title in systems.items() if mark in user_agent), "")
    return f"{name}, {system}" if system else name
