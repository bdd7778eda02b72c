"""The entry point: page settings, the menu, and the server that shows the pages.

`streamlit run app.py` imports this file once to find `app`, the server. The server then runs this file as a
script for every visitor.
"""

from pathlib import Path

import streamlit as st

if __name__ == "__main__":
    from views.controls import later
    from views.look import style, words
    from views.market import bar
    from views.session import address, state

    st.set_page_config(
        page_title="Overlay Explorer",
        page_icon=str(Path(__file__).parent / "views" / "look" / "icon.svg"),
        layout="wide",
    )
    page = st.navigation(
        {
            "": [st.Page("pages/start/start.py", title="Start", icon=":material/flag:", default=True)],
            "Book": [
                st.Page(
                    "pages/book/portfolio.py", title="Portfolio", icon=":material/pie_chart:", url_path="portfolio"
                ),
                st.Page("pages/book/taxes.py", title="Taxes", icon=":material/receipt_long:", url_path="taxes"),
            ],
            "Trade": [
                st.Page(
                    "pages/trade/condor.py", title="Condor", icon=":material/candlestick_chart:", url_path="condor"
                ),
                st.Page(
                    "pages/trade/vix_hedge.py", title="VIX hedge", icon=":material/umbrella:", url_path="vix_hedge"
                ),
                st.Page("pages/trade/ladder.py", title="Ladder", icon=":material/stairs:", url_path="ladder"),
                st.Page("pages/trade/signals.py", title="Signals", icon=":material/traffic:", url_path="signals"),
            ],
            "Truth": [
                st.Page("pages/truth/stress.py", title="Stress", icon=":material/bolt:", url_path="stress"),
                st.Page("pages/truth/claims.py", title="Claims", icon=":material/fact_check:", url_path="claims"),
                st.Page("pages/truth/backtest.py", title="Backtest", icon=":material/history:", url_path="backtest"),
            ],
            "Help": [
                st.Page("pages/help/data.py", title="Data", icon=":material/database:", url_path="data"),
                st.Page("pages/help/learn.py", title="Learn", icon=":material/school:", url_path="learn"),
            ],
        }
    )
    state.begin(page.url_path)
    words.begin()
    later.begin()
    style.begin()
    state.panel()
    bar.begin()
    page.run()
    address.keep()
else:
    from starlette.middleware import Middleware

    from views.server.front import routes, warmed
    from views.server.headers import Headers
    from views.server.origins import Origins

    app = st.App(__file__, lifespan=warmed, routes=routes(), middleware=[Middleware(Headers), Middleware(Origins)])
