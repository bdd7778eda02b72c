"""The entry point: page settings, the menu, and the server that shows the pages.

`streamlit run app.py` imports this file once to find `app`, the server. The server then runs this file as a
script for every visitor.
"""

from pathlib import Path

import streamlit as st

if __name__ == "__main__":
    from views.controls import later
    from views.look import style, unfold, words
    from views.market import bar
    from views.session import address, state

    st.set_page_config(
        page_title="Overlay Explorer",
        page_icon=str(Path(__file__).parent / "views" / "look" / "icon.svg"),
        layout="wide",
        initial_sidebar_state=state.menu(),
    )
    page = st.navigation(
        {
            "": [st.Page("pages/start/start.py", title="Start", icon=":material/flag:", default=True)],
            "Understand": [
                st.Page("pages/understand/learn.py", title="Learn", icon=":material/school:", url_path="learn"),
                st.Page(
                    "pages/understand/condor.py", title="Condor", icon=":material/candlestick_chart:", url_path="condor"
                ),
                st.Page(
                    "pages/understand/portfolio.py",
                    title="Portfolio",
                    icon=":material/pie_chart:",
                    url_path="portfolio",
                ),
            ],
            "Try my own": [
                st.Page("pages/own/taxes.py", title="Taxes", icon=":material/receipt_long:", url_path="taxes"),
                st.Page("pages/own/vix_hedge.py", title="VIX hedge", icon=":material/umbrella:", url_path="vix_hedge"),
                st.Page("pages/own/ladder.py", title="Ladder", icon=":material/stairs:", url_path="ladder"),
                st.Page("pages/own/stress.py", title="Stress", icon=":material/bolt:", url_path="stress"),
            ],
            "Put to the test": [
                st.Page("pages/proof/claims.py", title="Claims", icon=":material/fact_check:", url_path="claims"),
                st.Page("pages/proof/backtest.py", title="Backtest", icon=":material/history:", url_path="backtest"),
                st.Page("pages/proof/signals.py", title="Signals", icon=":material/traffic:", url_path="signals"),
            ],
            "Help": [st.Page("pages/help/data.py", title="Data", icon=":material/database:", url_path="data")],
        }
    )
    state.begin(page.url_path)
    words.begin()
    later.begin()
    style.begin()
    unfold.begin()
    state.panel()
    bar.begin()
    page.run()
    address.keep()
else:
    from starlette.middleware import Middleware

    from views.server.front import routes, warmed
    from views.server.headers import Headers
    from views.server.origins import Origins
    from views.server.styles import Styles

    app = st.App(
        __file__,
        lifespan=warmed,
        routes=routes(),
        middleware=[Middleware(Headers), Middleware(Origins), Middleware(Styles)],
    )
